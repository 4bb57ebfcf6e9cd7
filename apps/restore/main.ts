import { loadConfig } from '#libs/config/config.js';
import { readSettings } from '#libs/drive-copy/drive-endpoint.js';
import { usageError } from '#libs/terminal/command-error.js';
import { createProgram, runProgram } from '#libs/terminal/command-line.js';

import { restore, type RestoreOptions } from './restore.js';

const HELP = `
Without a selection the whole drive is restored, into a place that was never
used. Stop the drive there first. A restore that was interrupted is continued by
running the command again.

With --image, --album or --account the pictures come back into a drive that is
there and may be running, under their ids. A damaged original is replaced by the
one of the backup; a picture that is there and good is left as it is.

Sizes are not in a backup: the drive makes them again.

Examples:
  npm run restore -- --from /mnt/backup --list
  npm run restore -- --from /mnt/backup --verify
  npm run restore -- --from /mnt/backup --to ./restored
  npm run restore -- --from /mnt/backup --at 2026-11-01 --account ada`;

interface Options {
  from?: string;
  at?: string;
  to?: string;
  list?: boolean;
  verify?: boolean;
  image?: string[];
  album?: string;
  account?: string;
}

function actionOf({ list, verify, image, album, account }: Options): RestoreOptions['action'] {
  const chosen = [
    ...(list ? ['list' as const] : []),
    ...(verify ? ['verify' as const] : []),
    ...(image ? [{ images: image }] : []),
    ...(album !== undefined ? [{ album }] : []),
    ...(account !== undefined ? [{ account }] : []),
  ];
  if (chosen.length > 1) throw usageError('Use one of --list, --verify, --image, --album and --account.');
  return chosen[0] ?? 'whole';
}

/** A day means its end. */
function timeOf(text: string): Date {
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(at.getTime())) throw usageError(`"${text}" is not a time; use 2026-11-29 or 2026-11-29T06:00:00Z.`);
  return at;
}

const program = createProgram('npm run restore --', 'Restore a drive, or a part of it, from a backup of npm run backup.')
  .option('--from <dest>', 'Where the backup lies.')
  .option('--to <drive>', 'A data folder or a file of settings. Default: the settings of the environment.')
  .option('--at <time>', 'The newest backup of that time or before. Default: the newest.')
  .option('--list', 'List the backups.')
  .option('--verify', 'Read every byte of the backups, and restore nothing.')
  .option('--image <id...>', 'Restore these pictures.')
  .option('--album <id>', 'Restore an album with its pictures.')
  .option('--account <name>', 'Restore all pictures and albums of an account, and the account itself when it is missing.')
  .addHelpText('after', HELP)
  .action(async (options: Options) => {
    const { from, to, at } = options;
    if (from === undefined) throw usageError('restore needs the place of the backup. Usage: npm run restore -- --from DEST');
    const load = async () => (to === undefined ? loadConfig() : readSettings(to));
    const target = { name: to ?? 'the data folder', load };
    process.exitCode = await restore(
      { from, at: at === undefined ? undefined : timeOf(at), action: actionOf(options), to: target },
      process.stdout,
    );
  });
await runProgram(program, process.argv.slice(2));
