import { loadConfig } from '#libs/config/config.js';
import { ConfigError } from '#libs/config/config-error.js';
import { readSettings } from '#libs/drive-copy/drive-endpoint.js';
import { CommandError, describeCommandError, usageError } from '#libs/terminal/command-error.js';
import { createProgram, runProgram } from '#libs/terminal/command-line.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { openDrive } from './drive.js';
import { verify, type VerifyCommand } from './verify.js';

const HELP = `
Works beside a running drive. The drive is a data folder, a file of settings as
in deploy/env.example, or the one in SHOEBOX_DATA_DIR. An original is never
changed. Each finding is one line; docs/operate.md lists their kinds.

Exit codes: 0 nothing is wrong, 1 something was found (also when it was
repaired), 2 wrong arguments, 3 the run could not be completed.

Examples:
  npm run verify
  npm run verify -- --repair --mb-per-second 20
  npm run verify -- --sample 1% --repair --json deploy/stack.env`;

interface Options {
  repair?: boolean;
  sample?: number;
  mbPerSecond?: number;
  resume?: boolean;
  json?: boolean;
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
const terminal = new Terminal(process);

const program = createProgram(
  'npm run verify --',
  'Check that everything in a drive is there and whole: every row, original, size,\nalbum and link.',
)
  .argument('[drive]', 'a data folder or a file of settings')
  .option('--repair', 'Make lost sizes again, compute derived fields again, remove what nobody names.')
  .option('--sample <percent>', 'Read a random share of the pictures, such as 1%; rows, albums and links all.', sampleOf)
  .option('--mb-per-second <number>', 'Read at most so many megabytes in a second.', speedOf)
  .option('--resume', 'Continue an interrupted run.')
  .option('--json', 'Print a JSON object a line: the findings, and at the end the totals.')
  .addHelpText('after', HELP)
  .action(async (name: string | undefined, { repair = false, sample, mbPerSecond, resume = false, json = false }: Options) => {
    const bytesPerSecond = mbPerSecond === undefined ? null : mbPerSecond * 1e6;
    const command: VerifyCommand = { repair, sample: sample ?? null, resume, json, bytesPerSecond };
    process.exitCode = await run(name, command).catch((error: unknown) => {
      // 1 would say that the drive was checked and something found.
      if (error instanceof ConfigError || (error instanceof CommandError && error.exitCode === 2)) throw usageError(error.message);
      throw new CommandError(describeCommandError(error), 3);
    });
  });

async function run(name: string | undefined, command: VerifyCommand): Promise<number> {
  const drive = await openDrive(name === undefined ? loadConfig() : await readSettings(name).catch(asUsageError));
  try {
    return await verify(drive, command, { terminal, progress: process.stderr, signal: interrupted.signal });
  } finally {
    await drive.close();
  }
}

/** A file that is no file of settings is a wrong argument. */
function asUsageError(error: unknown): never {
  throw error instanceof CommandError ? usageError(error.message) : error;
}

function sampleOf(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1]);
  if (!(percent > 0 && percent <= 100)) throw usageError(`The sample is ${text}; use a share such as 1% or 0.5%.`);
  return percent / 100;
}

function speedOf(text: string): number {
  const number = Number(text);
  if (!(Number.isFinite(number) && number > 0)) throw usageError(`The speed is ${text}; use a number of megabytes such as 20.`);
  return number;
}

await runProgram(program, process.argv.slice(2), undefined);
terminal.close();
