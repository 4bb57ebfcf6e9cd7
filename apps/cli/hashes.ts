import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import { isSettled, stampOf } from './file-stamp.js';
import { hashPicture } from './hash-picture.js';

/** A line of the file: whose bytes, as they were when, and their SHA-256. */
const Line = z.tuple([z.string(), z.string(), z.string().regex(/^[0-9a-f]{64}$/)]);
type Line = z.output<typeof Line>;

/** Lines that say nothing any more, beyond as many as say something, after which the file is written anew. */
const SPARE = 1_000;

/**
 * What files hold, by SHA-256. A file is read only when it may have changed since it was read last, by this command or an earlier one.
 * They keep it in a file of JSON lines that is only added to, so that one that is killed leaves at most half a line behind, which nobody
 * reads. Losing the file costs reading all pictures once.
 */
export class Hashes {
  private readonly known = new Map<string, Line>();
  private added: Line[] = [];
  /** Pictures that had to be read. */
  read = 0;

  /** Without a file, what is known is kept for this run alone. */
  constructor(private readonly file?: string) {}

  /** With what earlier commands kept in the file, if anything. */
  static async open(file: string): Promise<Hashes> {
    const hashes = new Hashes(file);
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    for (const text of lines) {
      const line = parsed(text);
      if (line) hashes.known.set(line[0], line);
    }
    if (lines.length > 2 * hashes.known.size + SPARE) await hashes.rewrite(file);
    return hashes;
  }

  /** Null for what is no picture. @throws what the disk says */
  async of(path: string): Promise<string | null> {
    const before = await stat(path, { bigint: true });
    const stamp = stampOf(before);
    const known = this.known.get(path);
    if (known?.[1] === stamp) return known[2];
    const since = Date.now();
    const sha256 = await hashPicture(path);
    // Of what is no picture only the first bytes are read: that is not worth a line, and another version may know more types.
    if (sha256 === null) return null;
    this.read++;
    if (isSettled(before, since) && stampOf(await stat(path, { bigint: true })) === stamp) {
      this.known.set(path, [path, stamp, sha256]);
      this.added.push([path, stamp, sha256]);
    }
    return sha256;
  }

  /** Keeps for later commands what was read since the last call. Where that can't be, they read it again. */
  async keep(): Promise<void> {
    const lines = this.added;
    this.added = [];
    if (!this.file || lines.length === 0) return;
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 }).catch(() => undefined);
    // The line break comes first: before it may stand half a line of a command that was killed.
    await appendFile(this.file, `\n${textOf(lines)}`, { mode: 0o600 }).catch(() => undefined);
  }

  private async rewrite(file: string): Promise<void> {
    const made = `${file}.${process.pid}`;
    try {
      await writeFile(made, textOf(this.known.values()), { mode: 0o600 });
      await rename(made, file);
    } catch {
      await rm(made, { force: true }).catch(() => undefined);
    }
  }
}

function parsed(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function textOf(lines: Iterable<Line>): string {
  return [...lines].map((line) => JSON.stringify(line)).join('\n');
}
