import { z } from 'zod';

import { ACCOUNT_EVENTS } from '#libs/ports/account-log.js';

import { Instant, InstantIn } from './image.js';

export const Account = z.object({ id: z.string(), name: z.string(), email: z.string() }).meta({ id: 'Account' });
export type Account = z.output<typeof Account>;

/** Longer text is refused before anything is hashed. */
const Text = z.string().max(1000);

export const Credentials = z
  .strictObject({ email: Text.meta({ description: 'The e-mail. To log in, the user name works as well.' }), password: Text })
  .meta({ id: 'Credentials' });
export type Credentials = z.output<typeof Credentials>;

export const NewAccount = Credentials.extend({
  invite: Text.optional().meta({
    description: 'The token of an invitation, which is the last part of its link. Required where the drive accepts invited people only.',
  }),
}).meta({ id: 'NewAccount' });
export type NewAccount = z.output<typeof NewAccount>;

export const LoggedIn = z.object({ user: Account, sessionToken: z.string(), expiresAt: Instant }).meta({ id: 'LoggedIn' });
export type LoggedIn = z.output<typeof LoggedIn>;

/** Auth to gateway, which makes cookies of it. */
export const SessionStarted = LoggedIn.extend({
  /** An auth service of the version before sends none. */
  deviceCookie: z.string().optional(),
});
export type SessionStarted = z.output<typeof SessionStarted>;

export const Me = z.object({ user: Account }).meta({ id: 'Me' });

export const PasswordChange = z.strictObject({ current: Text, next: Text }).meta({ id: 'PasswordChange' });
export type PasswordChange = z.output<typeof PasswordChange>;

export const SessionInfo = z
  .object({
    id: z.string(),
    device: z.string(),
    createdAt: Instant,
    lastUsedAt: Instant,
    expiresAt: Instant,
    current: z.boolean().meta({ description: 'Whether this is the session of the request.' }),
  })
  .meta({ id: 'Session' });
export const SessionList = z.object({ items: z.array(SessionInfo) }).meta({ id: 'SessionList' });
export type SessionList = z.output<typeof SessionList>;

export const SCOPES = ['read', 'upload', 'write', 'share'] as const;
export type Scope = (typeof SCOPES)[number];

export const MAX_TOKEN_NAME = 100;
export const NewToken = z
  .strictObject({
    name: z.string().trim().min(1).max(MAX_TOKEN_NAME),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    expiresAt: InstantIn.nullable().optional(),
  })
  .meta({ id: 'NewToken' });
export type NewToken = z.output<typeof NewToken>;

export const TokenInfo = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
    expiresAt: Instant.nullable(),
  })
  .meta({ id: 'Token' });
export const TokenMade = TokenInfo.extend({ token: z.string().meta({ description: 'The secret. It cannot be read again.' }) }).meta({
  id: 'TokenMade',
});
export type TokenMade = z.output<typeof TokenMade>;
export const TokenList = z.object({ items: z.array(TokenInfo) }).meta({ id: 'TokenList' });
export type TokenList = z.output<typeof TokenList>;

export const AccountLogEvent = z
  .object({
    id: z.string(),
    at: Instant,
    what: z.enum(ACCOUNT_EVENTS),
    address: z.string().nullable().meta({ description: 'The IP address of the client; null when the owner of the drive did it.' }),
    device: z.string(),
    detail: z.string().nullable().meta({ description: 'The name of the token or key, or the device that was logged out.' }),
  })
  .meta({ id: 'AccountLogEvent' });
export const AccountLogList = z.object({ items: z.array(AccountLogEvent) }).meta({ id: 'AccountLogList' });
export type AccountLogList = z.output<typeof AccountLogList>;

/** Gateway to auth: what the caller did at media, for the log of the account. Not reachable from outside. */
export const NotedEvent = z.strictObject({ what: z.enum(['address-key-created', 'address-key-revoked']), detail: Text });
export type NotedEvent = z.output<typeof NotedEvent>;

/** Gateway to auth: may a person with this invitation sign up? Not reachable from outside. */
export const AskToSignUp = z.strictObject({ invite: Text.optional() });
export type AskToSignUp = z.output<typeof AskToSignUp>;

/** Gateway to auth: exchanges an opaque token for an inner token (the phantom-token pattern). Not reachable from outside. */
export const Exchange = z.strictObject({ token: Text, audience: z.enum(['auth', 'media']) });
export type Exchange = z.output<typeof Exchange>;
export const Exchanged = z.object({
  jwt: z.string(),
  user: Account,
  /** null for an access token. */
  sessionId: z.string().nullable(),
  /** null for a session. */
  tokenId: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
});
export type Exchanged = z.output<typeof Exchanged>;

/** First path segments that are never user names. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    'login signup logout get api assets docs openapi.json health metrics p i iiif account admin shared invite tus ' +
    'favicon.ico robots.txt sw.js manifest.webmanifest .well-known'
  ).split(' '),
);
/** The pattern of a user name. */
export const USER_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/;
