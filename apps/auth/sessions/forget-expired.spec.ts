import { describe, expect, it } from 'vitest';

import { createLogger } from '#libs/http/log.js';

import { openAuth } from '../auth.fixture.js';
import { ForgetExpired } from './forget-expired.js';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('ForgetExpired', () => {
  it('deletes expired sessions, and keeps events that a rate limit still counts', async () => {
    const auth = await openAuth();
    const { user, sessionToken } = await auth.signUp();
    const { sessionId } = (await auth.exchange(sessionToken)).body;
    await auth.sessions.touch(sessionId, new Date(0), new Date(Date.now() - 1));
    await auth.rateLimits.noteEvent('key', minutesAgo(61));
    await auth.rateLimits.noteEvent('key', minutesAgo(59));
    await new ForgetExpired(auth.database, createLogger('silent')).forget();
    expect(await auth.sessions.list(user.id)).toEqual([]);
    expect(await auth.rateLimits.countEvents('key', new Date(0))).toMatchObject({ count: 1 });
    await auth.close();
  });
});
