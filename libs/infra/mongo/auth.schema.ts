import { Schema } from 'mongoose';

import type { AccountEvent } from '#libs/ports/account-log.js';
import type { AccessToken } from '#libs/ports/access-token-repository.js';
import type { Invite } from '#libs/ports/invite-repository.js';
import type { Session } from '#libs/ports/session-repository.js';
import type { User } from '#libs/ports/user-repository.js';

import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { date, strict, text } from './schema.js';

/** A row as stored: its id is `_id`. */
type Stored<T extends { id: string }> = Omit<T, 'id'> & { _id: string };

export interface UserDocument extends Stored<User> {
  /** See emailKey in user-repository.ts. */
  emailKey: string;
}
export type SessionDocument = Stored<Session>;
export type AccountEventDocument = Stored<AccountEvent>;
export type TokenDocument = Stored<AccessToken>;

export interface InviteDocument extends Omit<Invite, 'tokenHash'> {
  /** `tokenHash` of the row. */
  _id: string;
}

export interface KeyDocument {
  /** The id of the row, except for the first key. */
  _id: string;
  /** `id` of the row. */
  key: string;
  privateKey: string;
  createdAt: Date;
  /** Missing in a key from before rotation: it signs since `createdAt`. */
  signsFrom?: Date;
}

export const userSchema: Schema = new Schema(
  { _id: text, name: text, email: text, emailKey: text, passwordHash: text, createdAt: date },
  { ...strict, collection: 'users' },
);

export const sessionSchema: Schema = new Schema(
  { _id: text, userId: text, tokenHash: text, device: text, createdAt: date, lastUsedAt: date, expiresAt: date },
  { ...strict, collection: 'sessions' },
);

export const tokenSchema: Schema = new Schema(
  { _id: text, userId: text, tokenHash: text, name: text, scopes: [text], createdAt: date, lastUsedAt: Date, expiresAt: Date },
  { ...strict, collection: 'tokens' },
);

export const inviteSchema: Schema = new Schema(
  { _id: text, createdAt: date, expiresAt: date, usedAt: Date },
  { ...strict, collection: 'invites' },
);

export const accountLogSchema: Schema = new Schema(
  { _id: text, userId: text, at: date, what: text, address: String, device: text, detail: String },
  { ...strict, collection: 'accountLog' },
);

export const keySchema: Schema = new Schema(
  { _id: text, key: text, privateKey: text, createdAt: date, signsFrom: Date },
  { ...strict, collection: 'signingKey' },
);

export const authIndexes = {
  users: [
    { name: 'users_name', key: { name: 1 }, unique: true },
    { name: 'users_email', key: { emailKey: 1 }, unique: true },
    { name: 'users_age', key: { createdAt: 1, _id: 1 } },
  ],
  sessions: [
    { name: 'sessions_token', key: { tokenHash: 1 }, unique: true },
    { name: 'sessions_user', key: { userId: 1, lastUsedAt: 1, _id: 1 } },
    { name: 'sessions_expiry', key: { expiresAt: 1 } },
  ],
  tokens: [
    { name: 'tokens_hash', key: { tokenHash: 1 }, unique: true },
    { name: 'tokens_user', key: { userId: 1, createdAt: 1, _id: 1 } },
    { name: 'tokens_expiry', key: { expiresAt: 1 } },
  ],
  events: [
    { name: 'events_key', key: { key: 1, at: 1 } },
    { name: 'events_age', key: { at: 1 } },
  ],
} as const satisfies Indexes;

const inviteIndexes = { invites: [{ name: 'invites_expiry', key: { expiresAt: 1 } }] } as const satisfies Indexes;

const accountLogIndexes = {
  accountLog: [
    { name: 'accountLog_user', key: { userId: 1, what: 1, at: 1, _id: 1 } },
    { name: 'accountLog_list', key: { userId: 1, at: 1, _id: 1 } },
    { name: 'accountLog_age', key: { at: 1 } },
  ],
} as const satisfies Indexes;

export const authMigrations: Migrations = {
  name: 'auth',
  steps: [makeIndexes(authIndexes), makeIndexes(inviteIndexes), makeIndexes(accountLogIndexes)],
};
