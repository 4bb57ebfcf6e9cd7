import type { AccessToken, Invite, Scope, Session, SigningKey } from '#libs/ports/session-repository.js';

import { dateOrNull } from './images.rows.js';
import type { Row } from './database.js';

export function sessionOf(row: Row): Session {
  return {
    id: row['id'] as string,
    userId: row['userId'] as string,
    tokenHash: row['tokenHash'] as string,
    device: row['device'] as string,
    createdAt: new Date(row['createdAt'] as number),
    lastUsedAt: new Date(row['lastUsedAt'] as number),
    expiresAt: new Date(row['expiresAt'] as number),
  };
}

export function tokenOf(row: Row): AccessToken {
  return {
    id: row['id'] as string,
    userId: row['userId'] as string,
    tokenHash: row['tokenHash'] as string,
    name: row['name'] as string,
    scopes: JSON.parse(row['scopes'] as string) as Scope[],
    createdAt: new Date(row['createdAt'] as number),
    lastUsedAt: dateOrNull(row['lastUsedAt']),
    expiresAt: dateOrNull(row['expiresAt']),
  };
}

export function inviteOf(row: Row): Invite {
  return {
    tokenHash: row['tokenHash'] as string,
    createdAt: new Date(row['createdAt'] as number),
    expiresAt: new Date(row['expiresAt'] as number),
    usedAt: dateOrNull(row['usedAt']),
  };
}

export function signingKeyOf(row: Row): SigningKey {
  return { id: row['id'] as string, privateKey: row['privateKey'] as string, createdAt: new Date(row['createdAt'] as number) };
}
