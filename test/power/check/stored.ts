import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Expected, Moment } from './expected.js';

const VISIBLE = ['processing', 'ready', 'rejected'];

export interface StoredImage {
  id: string;
  owner: string;
  name: string;
  state: string;
  sha256: string;
  originalKey: string;
  isVisible: boolean;
  inTrash: boolean;
  /** The sizes that the row names, by key. */
  keys: string[];
}

/** The databases of a drive, read past the drive itself. */
export interface Stored {
  images: StoredImage[];
  albums: { id: string; owner: string; name: string; images: string[] }[];
  emails: Map<string, string>;
  /** What SQLite finds wrong. */
  damage: string[];
}

export function readStored(dataDir: string): Stored {
  const media = new DatabaseSync(join(dataDir, 'media.db'), { readOnly: true });
  const auth = new DatabaseSync(join(dataDir, 'auth.db'), { readOnly: true });
  try {
    const all = (database: DatabaseSync, sql: string) => database.prepare(sql).all() as Record<string, string>[];
    const damage = [media, auth].flatMap((database) => all(database, 'PRAGMA integrity_check').flatMap((row) => Object.values(row)));
    return {
      images: all(media, 'SELECT id, owner, name, state, sha256, originalKey, deletedAt, sizes FROM images').map((row) => imageOf(row)),
      albums: all(media, 'SELECT id, owner, name, images FROM albums').map(({ id, owner, name, images }) => ({
        id: id!,
        owner: owner!,
        name: name!,
        images: JSON.parse(images!) as string[],
      })),
      emails: new Map(all(auth, 'SELECT id, email FROM users').map(({ id, email }) => [id!, email!])),
      damage: damage.filter((found) => found !== 'ok'),
    };
  } finally {
    media.close();
    auth.close();
  }
}

function imageOf({ id, owner, name, state, sha256, originalKey, deletedAt, sizes }: Record<string, string>): StoredImage {
  const keys = Object.values(JSON.parse(sizes!) as Record<string, { key: string | null }>).flatMap(({ key }) => (key ? [key] : []));
  const [isVisible, inTrash] = [VISIBLE.includes(state!), deletedAt !== null];
  return { id: id!, owner: owner!, name: name!, state: state!, sha256: sha256!, originalKey: originalKey!, isVisible, inTrash, keys };
}

/** How the databases differ from what was acknowledged to an account, in words; a change that was under way may have happened or not. */
export function differences(stored: Stored, { owner, certain, possible, unanswered }: Moment): string[] {
  const found = compare(stored, owner, certain, unanswered);
  return found.length > 0 && possible && compare(stored, owner, possible, unanswered).length === 0 ? [] : found;
}

function compare(stored: Stored, owner: string, expected: Expected, unanswered: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const email = stored.emails.get(owner) ?? null;
  if (email !== expected.email) found.push(`the account ${owner} is ${email ?? 'missing'} and should be ${expected.email ?? 'missing'}`);
  const images = new Map(stored.images.filter((image) => image.owner === owner && image.isVisible).map((image) => [image.id, image]));
  for (const [id, { sha256, name, inTrash }] of expected.images) {
    const image = images.get(id);
    if (!image) found.push(`the row of ${id} is lost`);
    else if (image.sha256 !== sha256 || image.name !== name || image.inTrash !== inTrash) found.push(`the row of ${id} is of another time`);
  }
  for (const { id, sha256 } of images.values()) {
    if (!expected.images.has(id) && !unanswered.has(sha256))
      found.push(`${id} is listed and ${expected.purged.has(id) ? 'was deleted for good' : 'was never acknowledged'}`);
  }
  // An image that is being deleted for good leaves its albums with its row.
  const listed = (ids: readonly string[]) => ids.filter((id) => images.has(id)).join();
  const albums = new Map(stored.albums.filter((album) => album.owner === owner).map((album) => [album.id, album]));
  for (const [id, { name, images: members }] of expected.albums) {
    const album = albums.get(id);
    if (!album) found.push(`the album ${id} is lost`);
    else if (album.name !== name || listed(album.images) !== listed(members)) found.push(`the album ${id} is of another time`);
  }
  const rows = new Set(stored.images.map(({ id }) => id));
  for (const { id, images: members } of albums.values()) {
    for (const member of members) if (!rows.has(member)) found.push(`the album ${id} names ${member}, which is gone`);
  }
  for (const id of albums.keys()) if (!expected.albums.has(id)) found.push(`the album ${id} is back`);
  return found;
}
