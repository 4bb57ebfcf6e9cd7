import { join } from 'node:path';
import { mkdir, statfs } from 'node:fs/promises';

import { openEndpoint, type DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import type { Config } from '#libs/config/config.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { formatBytes } from '#libs/domain/format.js';
import { copyDatabases, databaseBytes } from '#libs/infra/open.js';
import { CommandError } from '#libs/terminal/command-error.js';

/** The drive that is backed up. */
export interface BackupSource {
  /** The drive as it is now, maybe in use. */
  live: DriveEndpoint;
  /** Its rows as they were at one moment, where the database can be copied; else as they are now. */
  rows: DriveEndpoint;
  id: string;
  close(): Promise<void>;
}

/**
 * Opens a drive that may be running, and copies its databases where they are files.
 * @throws CommandError when there is no space for that, or database and store do not belong together; ConfigError
 */
export async function openSource(name: string, config: Config, workFolder: string): Promise<BackupSource> {
  const live = await openEndpoint(name, config, { beside: true });
  try {
    const mismatch = await driveMismatch({ database: live, objects: live.objects, tmpDir: workFolder, givesId: false });
    if (mismatch !== null) throw new CommandError(mismatch);
    const rows = await openCopy(live, workFolder);
    const close = async () => {
      if (rows !== live) await rows.close();
      await live.close();
    };
    return { live, rows, id: (await live.drive.driveId(null))!, close };
  } catch (error) {
    await live.close();
    throw error;
  }
}

async function openCopy(live: DriveEndpoint, workFolder: string): Promise<DriveEndpoint> {
  const bytes = await databaseBytes(live.config);
  if (bytes === 0) return live;
  const { bavail, bsize } = await statfs(workFolder);
  if (bavail * bsize < bytes * 1.1) {
    const free = formatBytes(bavail * bsize);
    throw new CommandError(
      `The databases take ${formatBytes(bytes)}, and in ${live.config.tmpDir} only ${free} are free for a copy of them. ` +
        'Free some space, or set SHOEBOX_TMP_DIR to another disk.',
    );
  }
  const folder = join(workFolder, 'databases');
  await mkdir(folder, { mode: 0o700 });
  return openEndpoint(live.name, await copyDatabases(live.config, folder), { beside: true });
}
