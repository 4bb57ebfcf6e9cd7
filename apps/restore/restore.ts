import { openDestination } from '#libs/backup/destination.js';
import { readGenerations, type Generation } from '#libs/backup/generations.js';
import { withWorkFolder } from '#libs/backup/work-folder.js';
import type { Config } from '#libs/config/config.js';
import { openEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import { formatBytes } from '#libs/domain/format.js';
import { databasesExist } from '#libs/infra/open.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import { table } from '#libs/terminal/table.js';

import { restoreDrive } from './restore-drive.js';
import { restoreSome, type Selection } from './restore-some.js';
import { verifyBackup } from './verify-backup.js';

export interface RestoreOptions {
  /** Where the backup lies; see `openDestination`. */
  from: string;
  /** The newest generation that is not newer than this; undefined: the newest of all. */
  at: Date | undefined;
  action: 'list' | 'verify' | 'whole' | Selection;
  /** The drive to restore into. Its settings are read when they are needed. */
  to: { name: string; load: () => Promise<Config> };
}

/** Returns the exit code. @throws CommandError, ConfigError, errors of the ports */
export async function restore({ from, at, action, to }: RestoreOptions, out: ProgressOut): Promise<number> {
  const { name, store } = await openDestination(from);
  try {
    const all = await readGenerations(store);
    if (all.length === 0) throw new CommandError(`There is no backup in ${name}.`);
    if (action === 'list') return list(all, out);
    if (action === 'verify') return await verifyBackup(store, at ? [choose(all, at)] : all, out);
    const generation = choose(all, at);
    out.write(`The backup of ${generation.manifest.at}:\n`);
    const config = await to.load();
    const isWhole = action === 'whole';
    if (!isWhole && !databasesExist(config))
      throw new CommandError(`There is no drive in ${to.name}. Restore all of it, without a selection.`);
    return await withWorkFolder(config.tmpDir, async (workFolder) => {
      const target = await openEndpoint(to.name, config, { beside: !isWhole });
      try {
        if (!isWhole && (await target.drive.driveId(null)) !== generation.manifest.drive) {
          throw new CommandError(`${to.name} is another drive than the one in the backup. Its pictures belong to other accounts.`);
        }
        const restoring = { store, target, workFolder };
        return await (isWhole ? restoreDrive(restoring, generation, out) : restoreSome(restoring, generation, action, out));
      } finally {
        await target.close();
      }
    });
  } finally {
    await store.close();
  }
}

function choose(all: readonly Generation[], at: Date | undefined): Generation {
  const found = all.findLast(({ manifest }) => at === undefined || new Date(manifest.at) <= at);
  if (!found) throw new CommandError(`There is no backup of ${at?.toISOString()} or before. The oldest is of ${all[0]!.manifest.at}.`);
  return found;
}

function list(all: readonly Generation[], out: ProgressOut): number {
  const rows = all.map(({ manifest: { at, images, bytes, damaged } }) => [at, String(images), formatBytes(bytes), String(damaged.length)]);
  const lines = table([['TIME', 'PICTURES', 'BYTES', 'DAMAGED'], ...rows], { right: ['PICTURES', 'BYTES', 'DAMAGED'] });
  out.write(`${lines.join('\n')}\n`);
  return 0;
}
