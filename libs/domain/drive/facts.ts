import type { DriveRepository } from '#libs/ports/drive-repository.js';

/** What the last backup contains, as `npm run backup` stores it in the drive. */
export interface LastBackup {
  /** When it began, in ISO 8601: everything stored before is in it. */
  at: string;
  images: number;
  /** Bytes of the originals of all images in it. */
  bytes: number;
  /** Images whose original is in no backup, because it was damaged or missing. */
  damaged: number;
  /** Where it is, without passwords. */
  dest: string;
}

const LAST_BACKUP = 'last-backup';

/** null when there was no backup yet. @throws RepositoryUnavailable */
export async function lastBackup(drive: DriveRepository): Promise<LastBackup | null> {
  return readFact<LastBackup>(drive, LAST_BACKUP);
}

/** @throws RepositoryFull, RepositoryUnavailable */
export async function noteBackup(drive: DriveRepository, backup: LastBackup): Promise<void> {
  await drive.setFact(LAST_BACKUP, JSON.stringify(backup));
}

/** The last check by `npm run verify`; null when there was none. @throws RepositoryUnavailable */
export async function lastVerify(drive: DriveRepository): Promise<{ at: string; damaged: number } | null> {
  return readFact(drive, 'last-verify');
}

async function readFact<T>(drive: DriveRepository, name: string): Promise<T | null> {
  const text = await drive.fact(name);
  return text === null ? null : (JSON.parse(text) as T);
}
