// Measures the drive beside the least that could do the same work, on this machine, in this hour: npm run bench
//   --quick          small numbers, to see that it works       --only NAME   one measure (may be repeated)
//   --scale          what a second worker gains, on the MongoDB and Redis of TEST_MONGO_URL and TEST_REDIS_URL
//   --apart          the services in processes of their own, beside another build: --beside FOLDER; on the servers of TEST_MONGO_URL,
//                    TEST_REDIS_URL and, if it is set, TEST_S3_URL
//   --photos FOLDER  JPEGs to measure with, else made ones     --write       puts the report into docs/performance.md
//   --check          ends with 1 when a ratio is worse than that of bench/budget.json by a quarter; with --write the ratios are put there
import '../scripts/node-version.mjs';

import { parseArgs } from 'node:util';

import { build } from '../scripts/build.mjs';
import { overBudget, writeBudget } from './budget.mjs';
import { photosOf } from './photos.mjs';
import { report, writeReport } from './report.mjs';

const MEASURES = ['making', 'first-size', 'serving', 'acknowledging', 'memory', 'many', 'search', 'million', 'transforms'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    photos: { type: 'string' },
    only: { type: 'string', multiple: true },
    scale: { type: 'boolean', default: false },
    apart: { type: 'boolean', default: false },
    beside: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const unknown = options.only?.find((name) => !MEASURES.includes(name));
if (unknown) {
  console.error(`There is no measure "${unknown}". There are ${MEASURES.join(', ')}.`);
  process.exit(2);
}

await build();
const photos = await photosOf(options);
const results = [];
const chosen = options.scale ? ['scaling'] : options.apart ? ['apart'] : (options.only ?? MEASURES);
for (const name of chosen) {
  console.error(`${name} …`);
  const { measure } = await import(`./measures/${name}.mjs`);
  results.push(await measure({ photos, beside: options.beside, quick: options.quick, rounds: options.quick ? 1 : 3 }));
}
const [, , ...args] = process.argv;
// Without the dashes npm would take the options for its own.
const command = ['npm run bench', ...(args.length > 0 ? ['--'] : []), ...args].join(' ');
const text = report(results, { photos, command });
console.log(text);
if (options.write) {
  writeReport(text);
  writeBudget(results);
}
if (options.check) {
  const worse = overBudget(results);
  for (const each of worse) console.error(each);
  process.exitCode = worse.length > 0 ? 1 : 0;
}
