import { createHash } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';

import { ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { CommandError } from '#libs/terminal/command-error.js';

import { decodeRows, type Kind, type Rows } from './rows.js';

/** The version of the format of a backup. A reader refuses a newer one. */
export const FORMAT = 1;
export const ORIGINALS = 'originals/';
export const GENERATIONS = 'generations/';
const MANIFEST = 'manifest';

/** An object with some rows of one kind. */
export interface Part {
  kind: Kind;
  /** The last segment of its key. */
  name: string;
  sha256: string;
  rows: number;
}

/** An image whose original at the drive was altered or missing. */
export interface DamagedImage {
  id: string;
  owner: string;
  name: string;
  sha256: string;
  why: 'altered' | 'missing';
  /** Whether the backup has the right bytes from an earlier time. If not, the image is not in the backup. */
  kept: boolean;
}

/** What a generation consists of. It is written last: without it there is no generation. */
export interface Manifest {
  format: number;
  /** When the backup began, in ISO 8601: everything acknowledged before is in it. */
  at: string;
  /** The id of the drive. */
  drive: string;
  parts: Part[];
  images: number;
  /** Bytes of the originals of all images. */
  bytes: number;
  damaged: DamagedImage[];
}

/** A whole backup of one moment. */
export interface Generation {
  name: string;
  manifest: Manifest;
}

/** The key of an original, by its bytes. */
export function originalKeyOf(sha256: string): string {
  return `${ORIGINALS}${sha256.slice(0, 2)}/${sha256}`;
}

export function partKey(generation: string, part: string): string {
  return `${GENERATIONS}${generation}/${part}`;
}

export function manifestKey(generation: string): string {
  return partKey(generation, MANIFEST);
}

/** A time as a name that sorts by time and is a key of every store: 2026-11-29T06-22-50-123Z. */
export function generationName(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-');
}

/** The time of such a name. */
export function timeOf(name: string): Date {
  return new Date(name.replace(/T(\d\d)-(\d\d)-(\d\d)-(\d{3}Z)$/, 'T$1:$2:$3.$4'));
}

/** The manifest with its own hash in a second line: a cut or altered one is no manifest. */
export function encodeManifest(manifest: Manifest): string {
  const body = JSON.stringify(manifest);
  return `${body}\n${sha256Of(body)}\n`;
}

/** The names of all generations that were begun, oldest first, each with its keys. A whole one has a manifest among them. */
export async function listGenerations(store: ObjectStore): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { key } of store.list(GENERATIONS)) {
    const name = key.split('/')[1]!;
    found.set(name, [...(found.get(name) ?? []), key]);
  }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The whole generations, oldest first. @throws CommandError when a manifest is damaged or of a newer version */
export async function readGenerations(store: ObjectStore): Promise<Generation[]> {
  const generations: Generation[] = [];
  for (const [name, keys] of await listGenerations(store)) {
    if (keys.includes(manifestKey(name))) generations.push({ name, manifest: await readManifest(store, name) });
  }
  return generations;
}

async function readManifest(store: ObjectStore, name: string): Promise<Manifest> {
  const [body = '', sum] = (await text((await store.get(manifestKey(name))).stream)).split('\n');
  if (sha256Of(body) !== sum) {
    throw new CommandError(
      `The manifest of the generation ${name} is damaged. Remove the folder ${GENERATIONS}${name} to go on without it.`,
    );
  }
  const manifest = JSON.parse(body) as Manifest;
  if (manifest.format > FORMAT) throw new CommandError('This backup was made by a newer version of Shoebox: use that version.');
  return manifest;
}

/** The rows of one kind, in the order in which they were written. @throws CommandError when a part is damaged or missing */
export async function* readRows<K extends Kind>(store: ObjectStore, { name, manifest }: Generation, kind: K): AsyncGenerator<Rows[K]> {
  for (const part of manifest.parts.filter((each) => each.kind === kind)) {
    const bytes = await readPart(store, name, part);
    if (bytes === null)
      throw new CommandError(`${part.name} of the generation ${name} is damaged or missing. Choose another one with --at.`);
    yield* decodeRows<Rows[K]>(bytes);
  }
}

/** The bytes of a part; null when they are not those that were written, or not there. @throws StoreUnavailable */
export async function readPart(store: ObjectStore, generation: string, part: Part): Promise<Buffer | null> {
  try {
    const bytes = await buffer((await store.get(partKey(generation, part.name))).stream);
    return sha256Of(bytes) === part.sha256 ? bytes : null;
  } catch (error) {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  }
}

export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
