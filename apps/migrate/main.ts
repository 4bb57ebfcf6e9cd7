import { createProgram, runProgram } from '#libs/terminal/command-line.js';
import { usageError } from '#libs/terminal/command-error.js';

import { migrate } from './migrate.js';

const HELP = `
A drive is either a data folder (./data) or a file of settings as in
deploy/env.example, with SHOEBOX_DATABASE_URL and SHOEBOX_STORAGE_URL, or
their _FILE variants.

Stop both drives first. The source is not changed. Run an interrupted migration
again to continue it. The exit code is 0 only when everything was copied and
read back.

Examples:
  npm run migrate -- --from ./data --to deploy/stack.env --dry-run
  npm run migrate -- --from ./data --to deploy/stack.env
  npm run migrate -- --from ./data --to deploy/stack.env --verify`;

interface Options {
  from?: string;
  to?: string;
  dryRun?: boolean;
  verify?: boolean;
}

const program = createProgram('npm run migrate --', 'Copy a drive: accounts, tokens, invitations, pictures, trash, albums and links.')
  .option('--from <drive>', 'The drive to copy.')
  .option('--to <drive>', 'Where to copy it, an empty drive.')
  .option('--dry-run', 'Show what would be copied, and change nothing.')
  .option('--verify', 'Compare both drives, every byte of every original, and copy nothing.')
  .addHelpText('after', HELP)
  .action(async ({ from, to, dryRun, verify }: Options) => {
    if (!from || !to) throw usageError('migrate needs the drive to copy and its target. Usage: npm run migrate -- --from DRIVE --to DRIVE');
    if (verify && dryRun) throw usageError('Use either --dry-run or --verify.');
    process.exitCode = await migrate({ from, to, mode: verify ? 'verify' : dryRun ? 'dry-run' : 'copy' }, process.stdout);
  });
await runProgram(program, process.argv.slice(2));
