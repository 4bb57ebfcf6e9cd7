import { createHash, randomBytes } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { copyFile, link, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { ApiError } from './api-error.js';
import type { Api } from './api.js';
import { patiently } from './patience.js';

/** What is being written has this at the end of its name. */
export const PART = '.shoebox-part';

/** Where to write what will be `file`: beside it, and under a name that is short, however long its own is. */
export function partOf(file: string): string {
  return join(dirname(file), `${randomBytes(8).toString('hex')}${PART}`);
}

export interface SaveOptions {
  /** Of the bytes, in hex; what comes is held against it. */
  sha256?: string | undefined;
  /** The file's own time. */
  modifiedAt: Date;
  /** True: takes the place of a file that is there; else that is an error EEXIST. */
  replace?: boolean;
}

/** Fetches bytes into a file, which is there whole or not at all. @throws ApiError, and what the disk says */
export async function saveBytes(api: Api, path: string, file: string, { sha256, modifiedAt, replace }: SaveOptions): Promise<void> {
  const part = partOf(file);
  try {
    await patiently(async () => {
      const answer = await api.bytes(path);
      const hash = createHash('sha256');
      const through = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const source = Readable.fromWeb(answer.body! as Parameters<typeof Readable.fromWeb>[0]);
      await pipeline(source, through, createWriteStream(part)).catch((error: NodeJS.ErrnoException) => {
        // The disk says what is wrong with it by a system call; all else is the way here.
        throw error.syscall ? error : new ApiError(0, 'NO_ANSWER', 'The drive broke off in the middle of a picture.');
      });
      const read = hash.digest('hex');
      if (sha256 && sha256 !== read) throw new ApiError(0, 'DAMAGED', 'The bytes came other than the drive says they are.');
    });
    await utimes(part, modifiedAt, modifiedAt);
    if (replace) await rename(part, file);
    else await place(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

/** Never over a file that is there. Some disks know no second name for a file. */
async function place(part: string, file: string): Promise<void> {
  await link(part, file).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw error;
    await copyFile(part, file, constants.COPYFILE_EXCL);
  });
}
