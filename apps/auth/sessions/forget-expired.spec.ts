import { describe, expect, it, vi } from 'vitest';

import { createLogger } from '#libs/http/log.js';

import { openAuth } from '../auth.fixture.js';
import { ForgetExpired } from './forget-expired.js';

const DAY = 24 * 60 * 60_000;
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

  it('deletes nothing when the clock has jumped by more than a day, and goes on an hour later', async () => {
    const auth = await openAuth();
    const { user } = await auth.signUp();
    const forgetting = new ForgetExpired(auth.database, createLogger('silent'));
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now + 31 * DAY);
    await forgetting.forget();
    expect(await auth.sessions.list(user.id)).toHaveLength(1);
    await forgetting.forget();
    expect(await auth.sessions.list(user.id)).toEqual([]);
    clock.mockRestore();
    await auth.close();
  });
});
