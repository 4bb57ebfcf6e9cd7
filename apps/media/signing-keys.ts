import { createPublicKey, type KeyObject } from 'node:crypto';

import type { SecretOrKeyProvider } from 'passport-jwt';

import { Problem } from '#libs/api/errors.js';

/** Milliseconds for auth to answer. Its keys are fetched with the first request, and again for an unknown key id. */
const TIMEOUT = 2_000;
const RETRY_AFTER = 2;
/** Limits how often auth is asked for unknown key ids, so that invented ones are no load on it. */
const REQUESTS_PER_MINUTE = 30;
/** Milliseconds for which a key is used: a minute after auth removed it, no token that it signed is accepted. */
const KEY_MAX_AGE = 60_000;
/** Milliseconds for which it is used longer while auth does not answer. */
const KEY_FALLBACK = 600_000;

/** Finds the public key of an inner JWT in the key set that auth publishes (RFC 7517). @param authUrl undefined: there is no such key */
export function keysOf(authUrl: string | undefined): SecretOrKeyProvider {
  if (authUrl === undefined) return (_request, _jwt, done) => done(new Error('inner tokens are not taken'));
  let published: Promise<SecretOrKeyProvider> | undefined;
  return (request, jwt: string, done) => {
    published ??= openPublished(authUrl);
    published.then((find) => find(request, jwt, done), done);
  };
}

async function openPublished(authUrl: string): Promise<SecretOrKeyProvider> {
  // Loaded with the first request, which keeps the start fast.
  const { passportJwtSecret } = await import('jwks-rsa');
  return asKeyObjects(
    passportJwtSecret({
      jwksUri: `${authUrl}/.well-known/jwks.json`,
      cache: true,
      cacheMaxAge: KEY_MAX_AGE,
      cacheMaxAgeFallback: KEY_FALLBACK,
      rateLimit: true,
      jwksRequestsPerMinute: REQUESTS_PER_MINUTE,
      timeout: TIMEOUT,
      // A token whose key could not be fetched may be valid: a 401 would log people out.
      handleSigningKeyError: (cause, done) => {
        if (cause?.name === 'SigningKeyNotFoundError') return done(null);
        done(
          new Problem('UNAVAILABLE', 'Your login can’t be checked right now. Try again in a moment.', { retryAfter: RETRY_AFTER, cause }),
        );
      },
    }),
  );
}

/** Parses each PEM key once. jwks-rsa gives it as a text, and jsonwebtoken would parse that for every token. */
function asKeyObjects(find: SecretOrKeyProvider): SecretOrKeyProvider {
  let latest: { pem: string; key: KeyObject } | undefined;
  return (request, jwt: string, done) =>
    find(request, jwt, (error: unknown, pem) => {
      if (typeof pem !== 'string') return done(error, pem);
      if (latest?.pem !== pem) latest = { pem, key: createPublicKey(pem) };
      // The types of passport-jwt know no KeyObject.
      done(error, latest.key as unknown as Buffer);
    });
}
