import { loadConfig } from '#libs/config/config.js';
import { readSettings } from '#libs/drive-copy/drive-endpoint.js';
import { usageError } from '#libs/terminal/command-error.js';
import { createProgram, runProgram } from '#libs/terminal/command-line.js';

import { backup } from './backup.js';

const HELP = `
DEST is a folder, an address as in SHOEBOX_STORAGE_URL
(s3+https://KEY:SECRET@HOST/BUCKET), or a file that contains such an address.

The drive may be running. Everything stored before the backup began is in it.
Only pictures that are not in DEST yet are copied; each is compared with its
SHA-256 and read back. Every run is a generation: without --keep-… all are kept.

The exit code is 0 only when every picture is in the backup.

Examples:
  npm run backup -- /mnt/backup
  npm run backup -- /mnt/backup --keep-daily 7 --keep-weekly 4
  npm run restore -- --from /mnt/backup --list`;

interface Options {
  drive?: string;
  keepLast?: number;
  keepDaily?: number;
  keepWeekly?: number;
  keepMonthly?: number;
  recheck?: boolean;
  new?: boolean;
}

function count(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw usageError(`"${text}" is not a number of backups to keep; use 0 or more.`);
}

const program = createProgram('npm run backup --', 'Back up a drive: accounts, pictures, trash, albums and links.')
  .argument('<dest>', 'the place of the backup')
  .option('--drive <drive>', 'A data folder or a file of settings. Default: the settings of the environment.')
  .option('--keep-last <n>', 'Keep the last N backups.', count)
  .option('--keep-daily <n>', 'Keep the last backup of each of the last N days that have one.', count)
  .option('--keep-weekly <n>', 'The same for weeks.', count)
  .option('--keep-monthly <n>', 'The same for months.', count)
  .option('--recheck', 'Read every original in the backup again, and replace those that are damaged.')
  .option('--new', 'Begin again in a place that is empty although the last backup went there.')
  .addHelpText('after', HELP)
  .action(async (place: string, options: Options) => {
    const {
      drive,
      keepLast: last,
      keepDaily: daily,
      keepWeekly: weekly,
      keepMonthly: monthly,
      recheck = false,
      new: isNew = false,
    } = options;
    const config = drive === undefined ? loadConfig() : await readSettings(drive);
    const retention = { last, daily, weekly, monthly };
    process.exitCode = await backup({ place, name: drive ?? config.dataDir, config, retention, recheck, isNew }, process.stdout);
  });
await runProgram(program, process.argv.slice(2));
