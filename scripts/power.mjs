import './node-version.mjs';

import { build } from './build.mjs';
import { runAll, tool } from './run.mjs';

// Power cuts (docs/reliability.md). With --full: 2,000 states of the disk after a record of 300 operations, 100 for each fsync left out.
const FULL = { POWER_OPERATIONS: '300', POWER_STATES: '2000', POWER_TRIES: '100' };

const args = process.argv.slice(2);
if (args.some((arg) => arg !== '--full')) {
  console.error('Usage: npm run power [-- --full]. TEST_SEED repeats the choices of an earlier run.');
  process.exit(2);
}
await build();
if (args.length > 0) process.env = { ...FULL, ...process.env };
await runAll([tool('vitest/vitest.mjs', 'run', '--project', 'e2e', 'test/power')]);
