import { createHash, randomBytes } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { copyFile, link, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ApiError } from '../drive/api-error.js';
import type { Api } from '../drive/api.js';
import { retry } from '../drive/retry.js';

/** The end of the names of temporary files. */
export const TEMPORARY = '.shoebox-part';

/** A temporary path in the folder of `file`, short whatever the name of `file` is. */
export function temporaryPath(file: string): string {
  return join(dirname(file), `${randomBytes(8).toString('hex')}${TEMPORARY}`);
}

export interface SaveOptions {
  /** The expected hash of the bytes, in hex. */
  sha256?: string | undefined;
  /** Modification time of the file. */
  modifiedAt: Date;
  /** Whether an existing file is replaced. Otherwise it is an error EEXIST. */
  replace?: boolean;
}

/** Downloads to a file, which appears complete or not at all. @throws ApiError, and system errors */
export async function saveFile(api: Api, path: string, file: string, { sha256, modifiedAt, replace }: SaveOptions): Promise<void> {
  const temporary = temporaryPath(file);
  try {
    await retry(async () => {
      const answer = await api.get(path);
      const hash = createHash('sha256');
      const hashing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const source = Readable.fromWeb(answer.body! as Parameters<typeof Readable.fromWeb>[0]);
      await pipeline(source, hashing, createWriteStream(temporary)).catch((error: NodeJS.ErrnoException) => {
        // Errors of the disk have a system call; all others are of the connection.
        throw error.syscall ? error : new ApiError(0, 'NO_ANSWER', 'The connection to the drive broke in the middle of a picture.');
      });
      const received = hash.digest('hex');
      if (sha256 && sha256 !== received) throw new ApiError(0, 'DAMAGED', 'The downloaded bytes do not match the hash of the picture.');
    });
    await utimes(temporary, modifiedAt, modifiedAt);
    if (replace) await rename(temporary, file);
    else await renameToNew(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Fails with EEXIST when the file exists. Copies on file systems without hard links. */
async function renameToNew(temporary: string, file: string): Promise<void> {
  await link(temporary, file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw error;
    await copyFile(temporary, file, constants.COPYFILE_EXCL);
  });
}
