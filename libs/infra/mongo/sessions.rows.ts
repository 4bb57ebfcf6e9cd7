import type { AccessToken, Invite, Session, SigningKey } from '#libs/ports/session-repository.js';

import type { InviteDocument, KeyDocument, SessionDocument, TokenDocument } from './auth.schema.js';

export function sessionOf({ _id: id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt }: SessionDocument): Session {
  return { id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt };
}

export function tokenOf({ _id: id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt }: TokenDocument): AccessToken {
  return { id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt };
}

export function inviteOf({ _id: tokenHash, createdAt, expiresAt, usedAt }: InviteDocument): Invite {
  return { tokenHash, createdAt, expiresAt, usedAt };
}

export function signingKeyOf({ key: id, privateKey, createdAt }: KeyDocument): SigningKey {
  return { id, privateKey, createdAt };
}
