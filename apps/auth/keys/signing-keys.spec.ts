import { describe, expect, it } from 'vitest';

import { openAuth } from '../auth.fixture.js';

describe('GET /.well-known/jwks.json', () => {
  it('publishes only the public half, and the same key after a restart', async () => {
    const auth = await openAuth();
    const { status, body } = await auth.call('GET', '/.well-known/jwks.json');
    expect(status).toBe(200);
    // RFC 7518, section 6.3.2: d, p, q, dp, dq and qi are the private half.
    expect(body.keys).toEqual([
      { kty: 'RSA', use: 'sig', alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/), n: expect.any(String), e: 'AQAB' },
    ]);
    expect(Buffer.from(body.keys[0].n, 'base64url')).toHaveLength(256);
    const { sessionToken } = await auth.signUp();
    const before = (await auth.exchange(sessionToken)).body.jwt;
    await auth.restart();
    expect((await auth.call('GET', '/.well-known/jwks.json')).body).toEqual(body);
    const headers = { authorization: `Bearer ${before}` };
    expect((await auth.call('GET', '/api/auth/me', { headers })).status).toBe(200);
    await auth.close();
  });
});
