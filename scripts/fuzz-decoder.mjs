import './node-version.mjs';

import { parseArgs } from 'node:util';

import { run, tool } from './run.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '20' }, seed: { type: 'string' } } });

const env = { ...process.env, TEST_FUZZ_MINUTES: values.minutes, ...(values.seed && { TEST_SEED: values.seed }) };
const [command, ...args] = tool('vitest/vitest.mjs', 'run', '--project', 'e2e', 'test/fuzz');
process.exit(await run(command, args, { env }));
