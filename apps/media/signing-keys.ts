import type { SecretOrKeyProvider } from 'passport-jwt';

import { Problem } from '#libs/contract/errors.js';

/** Milliseconds for auth to answer; its keys are fetched at the first request and when an unknown one turns up. */
const TIMEOUT = 2_000;
const RETRY_AFTER = 2;
/** So many unknown keys a minute are looked for; made-up ones must not become a load on auth. */
const REQUESTS_PER_MINUTE = 30;

/** Finds the public key of an inner JWT among those that auth publishes (RFC 7517). */
export function keysOf(authUrl: string): SecretOrKeyProvider {
  let published: Promise<SecretOrKeyProvider> | undefined;
  return (request, jwt: string, done) => {
    published ??= openPublished(authUrl);
    published.then((find) => find(request, jwt, done), done);
  };
}

async function openPublished(authUrl: string): Promise<SecretOrKeyProvider> {
  // Loaded with the first request, not at the start.
  const { passportJwtSecret } = await import('jwks-rsa');
  return passportJwtSecret({
    jwksUri: `${authUrl}/.well-known/jwks.json`,
    cache: true,
    rateLimit: true,
    jwksRequestsPerMinute: REQUESTS_PER_MINUTE,
    timeout: TIMEOUT,
    // Nothing is known against a token whose key could not be looked up: that is no 401, which would log people out.
    handleSigningKeyError: (cause, done) => {
      if (cause?.name === 'SigningKeyNotFoundError') return done(null);
      done(
        new Problem('UNAVAILABLE', 'Who you are can’t be checked right now. Try again in a moment.', { retryAfter: RETRY_AFTER, cause }),
      );
    },
  });
}
