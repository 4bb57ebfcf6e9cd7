import './node-version.mjs';

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { run, tool } from './run.mjs';

const USAGE = `npm run faults -- [--full] [--form embedded|stack|versitygw] [--seed N] [--minutes M] [--beside FOLDER]
FOLDER has a checkout of another version, built: half of the stack's media services and workers run it.`;
/** Minutes of the full form. */
const FULL = '30';

const options = {
  full: { type: 'boolean' },
  form: { type: 'string' },
  seed: { type: 'string' },
  minutes: { type: 'string' },
  beside: { type: 'string' },
};

function parse() {
  try {
    const { values } = parseArgs({ options });
    if (values.form && !['embedded', 'stack', 'versitygw'].includes(values.form)) throw new Error(`There is no form "${values.form}".`);
    for (const name of ['seed', 'minutes'])
      if (values[name] && !(Number(values[name]) > 0)) throw new Error(`--${name} is "${values[name]}"; use a number above 0.`);
    if (values.beside && values.form !== 'stack') throw new Error('--beside is for --form stack.');
    return values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const { full, form, seed, beside, minutes = full ? FULL : undefined } = parse();
await build();
const env = {
  ...process.env,
  ...(form && { TEST_FAULTS_FORM: form }),
  ...(seed && { TEST_SEED: seed }),
  ...(beside && { TEST_FAULTS_BESIDE: resolve(beside) }),
  ...(minutes && { TEST_FAULTS_MINUTES: minutes }),
};
const [command, ...args] = tool('vitest/vitest.mjs', 'run', '--project', 'e2e', 'test/faults/faults.test.ts');
process.exit(await run(command, args, { env }));
