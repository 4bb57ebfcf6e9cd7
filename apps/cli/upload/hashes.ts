import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import { sniff, SNIFF_BYTES } from '#libs/domain/image-types.js';

/** A line of the file: path, stamp and SHA-256. */
const Line = z.tuple([z.string(), z.string(), z.string().regex(/^[0-9a-f]{64}$/)]);
type Line = z.output<typeof Line>;

/** The file is compacted when it has more outdated lines than current ones, plus this many. */
const SPARE = 1_000;

/**
 * A cache of the SHA-256 of files, kept between runs. A file is read again only when it may have changed. The cache is an append-only file
 * of JSON lines: a killed command leaves at most half a line, which is ignored. Without the file, all pictures are read once.
 */
export class Hashes {
  private readonly known = new Map<string, Line>();
  private unsaved: Line[] = [];
  /** Number of pictures that were read, not found in the cache. */
  read = 0;

  /** @param file where later runs find the cache; undefined: this run only */
  constructor(private readonly file?: string) {}

  /** Loads the cache of earlier runs, if there is one. */
  static async open(file: string): Promise<Hashes> {
    const hashes = new Hashes(file);
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    for (const text of lines) {
      const line = parsed(text);
      if (line) hashes.known.set(line[0], line);
    }
    if (lines.length > 2 * hashes.known.size + SPARE) await hashes.compact(file);
    return hashes;
  }

  /** The SHA-256 of a file in hex, or null when it is not a picture. @throws system errors */
  async of(path: string): Promise<string | null> {
    const before = await stat(path, { bigint: true });
    const stamp = stampOf(before);
    const known = this.known.get(path);
    if (known?.[1] === stamp) return known[2];
    const since = Date.now();
    const sha256 = await hashPicture(path);
    // Not cached: only the first bytes were read, and a later version may support more types.
    if (sha256 === null) return null;
    this.read++;
    if (isSettled(before, since) && stampOf(await stat(path, { bigint: true })) === stamp) {
      this.known.set(path, [path, stamp, sha256]);
      this.unsaved.push([path, stamp, sha256]);
    }
    return sha256;
  }

  /** Appends what was read since the last call. Failures are ignored: later runs read the files again. */
  async save(): Promise<void> {
    const lines = this.unsaved;
    this.unsaved = [];
    if (!this.file || lines.length === 0) return;
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 }).catch(() => undefined);
    // The line break goes first: a killed command may have left half a line.
    await appendFile(this.file, `\n${textOf(lines)}`, { mode: 0o600 }).catch(() => undefined);
  }

  private async compact(file: string): Promise<void> {
    const temporary = `${file}.${process.pid}`;
    try {
      await writeFile(temporary, textOf(this.known.values()), { mode: 0o600 });
      await rename(temporary, file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
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

/** Nanoseconds: FAT, the coarsest file system in use, stores times in steps of two seconds. */
const COARSEST = 2_000_000_000n;

/**
 * Changes whenever the file changes: size, inode and times to the nanosecond. Includes `ctime`, which programs can't set: some restore the
 * `mtime` of a file they change.
 */
function stampOf({ size, ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return [size, ino, mtimeNs, ctimeNs].join('-');
}

/** Whether a change right after this moment (milliseconds since 1970) would change the stamp. */
function isSettled({ mtimeNs, ctimeNs }: BigIntStats, at: number): boolean {
  const last = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return last + COARSEST < BigInt(Math.floor(at)) * 1_000_000n;
}

const CHUNK = 256 * 1024;

/** The SHA-256 of a file in hex; null when its first bytes are not those of a picture. @throws system errors */
async function hashPicture(path: string): Promise<string | null> {
  const handle = await open(path);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
      if (at === 0 && !sniff(buffer.subarray(0, Math.min(bytesRead, SNIFF_BYTES)))) return null;
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
