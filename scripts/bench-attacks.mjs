import './node-version.mjs';

import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { run, tool } from './run.mjs';

// How much slower pages, uploads and log-ins of an honest person are beside attacks: npm run bench:attacks
//   --form embedded|stack (both unless said; a stack needs TEST_MONGO_URL, TEST_S3_URL and TEST_REDIS_URL)   --only NAME (may be repeated)
const { values } = parseArgs({ options: { form: { type: 'string' }, only: { type: 'string', multiple: true, default: ['all'] } } });

await build();
const env = { ...process.env, ATTACKS: values.only.join(','), ATTACKS_FORM: values.form ?? 'embedded,stack' };
const [command, ...args] = tool('vitest/vitest.mjs', 'run', '--project', 'attacks', '--disable-console-intercept');
process.exit(await run(command, args, { env }));
