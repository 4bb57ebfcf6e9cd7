import type { AccessToken, Session, SigningKey } from '#libs/ports/session-repository.js';

import type { KeyDocument, SessionDocument, TokenDocument } from './auth.mongo.schema.js';

export function sessionOf({ _id: id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt }: SessionDocument): Session {
  return { id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt };
}

export function tokenOf({ _id: id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt }: TokenDocument): AccessToken {
  return { id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt };
}

export function signingKeyOf({ key: id, privateKey, createdAt }: KeyDocument): SigningKey {
  return { id, privateKey, createdAt };
}
