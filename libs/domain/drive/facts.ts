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

/** What the last run of `npm run verify` that was completed found. */
export interface LastVerify {
  /** When it ended, in ISO 8601. */
  at: string;
  startedAt: string;
  /** Rows that were checked. */
  pictures: number;
  /** Originals of which every byte was read. */
  originals: number;
  /** Originals that are missing or altered. */
  damaged: number;
  /** Findings by kind. */
  findings: Readonly<Record<string, number>>;
  /** False: only a share of the originals was read, and the store was not listed. */
  complete: boolean;
  /** The share that was read; null: all. */
  sample: number | null;
  repair: boolean;
}

const LAST_VERIFY = 'last-verify';

/** null when there was no run yet. @throws RepositoryUnavailable */
export async function lastVerify(drive: DriveRepository): Promise<LastVerify | null> {
  return readFact<LastVerify>(drive, LAST_VERIFY);
}

/** @throws RepositoryFull, RepositoryUnavailable */
export async function noteVerify(drive: DriveRepository, run: LastVerify): Promise<void> {
  await drive.setFact(LAST_VERIFY, JSON.stringify(run));
}

async function readFact<T>(drive: DriveRepository, name: string): Promise<T | null> {
  const text = await drive.fact(name);
  return text === null ? null : (JSON.parse(text) as T);
}
