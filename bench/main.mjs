// Measures the drive beside the least that could do the same work, on this machine, in this hour: npm run bench
//   --quick          small numbers, to see that it works       --only NAME   one measure (may be repeated)
//   --scale          what a second worker gains, on the MongoDB and Redis of TEST_MONGO_URL and TEST_REDIS_URL
//   --photos FOLDER  JPEGs to measure with, else made ones     --write       puts the report into docs/performance.md
import '../scripts/node-version.mjs';

import { parseArgs } from 'node:util';

import { build } from '../scripts/build.mjs';
import { photosOf } from './photos.mjs';
import { report, writeReport } from './report.mjs';

const MEASURES = ['making', 'first-size', 'serving', 'acknowledging', 'memory', 'many', 'search'];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    photos: { type: 'string' },
    only: { type: 'string', multiple: true },
    scale: { type: 'boolean', default: false },
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
for (const name of options.scale ? ['scaling'] : (options.only ?? MEASURES)) {
  console.error(`${name} …`);
  const { measure } = await import(`./measures/${name}.mjs`);
  results.push(await measure({ photos, quick: options.quick, rounds: options.quick ? 1 : 3 }));
}
const [, , ...args] = process.argv;
// Without the dashes npm would take the options for its own.
const command = ['npm run bench', ...(args.length > 0 ? ['--'] : []), ...args].join(' ');
const text = report(results, { photos, command });
console.log(text);
if (options.write) writeReport(text);
