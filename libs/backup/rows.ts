import { gunzipSync, gzipSync } from 'node:zlib';

import type { AccessToken } from '#libs/ports/access-token-repository.js';
import type { AddressKey } from '#libs/ports/address-key-repository.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { Invite } from '#libs/ports/invite-repository.js';
import type { OwnPreset } from '#libs/ports/preset-repository.js';
import type { OwnQuota } from '#libs/ports/quota-repository.js';
import type { Session } from '#libs/ports/session-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';
import type { User } from '#libs/ports/user-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** An account with what belongs to it alone. */
export interface AccountRow {
  user: User;
  quota: OwnQuota | null;
  sessions: Session[];
  tokens: AccessToken[];
  /** Missing in backups from before there were any. */
  addressKeys?: AddressKey[];
  /** Missing in backups from before there were any. */
  presets?: OwnPreset[];
}

/** An image that was deleted for good, so that a rebuild does not bring it back. */
export interface Tombstone {
  key: string;
  at: Date;
}

/** The rows of a backup by kind, in the form of the ports: independent of the database that they came from. */
export interface Rows {
  accounts: AccountRow;
  invites: Invite;
  images: ImageRow;
  albums: AlbumRow;
  shares: ShareRow;
  tombstones: Tombstone;
}
export type Kind = keyof Rows;

/** Rows as compressed lines of JSON. A time is `{"$date": "…"}`, as in MongoDB Extended JSON. */
export function encodeRows(rows: readonly unknown[]): Buffer {
  return gzipSync(rows.map((row) => `${JSON.stringify(row, markDates)}\n`).join(''));
}

/** @throws SyntaxError, and the error of zlib */
export function decodeRows<T>(bytes: Buffer): T[] {
  const lines = gunzipSync(bytes).toString().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line, readDates) as T);
}

/** `JSON.stringify` has turned a Date into text before it calls this: the object itself still has it. */
function markDates(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  return original instanceof Date ? { $date: original.toISOString() } : value;
}

function readDates(_key: string, value: unknown): unknown {
  const { $date } = (value ?? {}) as { $date?: unknown };
  return typeof $date === 'string' ? new Date($date) : value;
}
