import { describe, expect, it } from 'vitest';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { startDrive } from '../harness/drive/drive.js';

describe('a drive of its own', () => {
  it('that is closed takes the first account and no more', async () => {
    const closed = await startDrive({ env: { SHOEBOX_SIGN_UP: 'closed' } });
    await Client.signUp(closed.url);
    await new Client(closed.url).refusedJson('SIGN_UP_CLOSED', 'POST', '/api/auth/signup', { email: newEmail(), password: PASSWORD });
    await closed.close();
  });

  it('limits failed guesses of one account, and never the right ones before', async () => {
    const other = await startDrive();
    const { user } = await Client.signUp(other.url);
    const guest = new Client(other.url);
    const login = (password: string) => ['POST', '/api/auth/login', { email: user.email, password }] as const;
    for (let round = 0; round < 12; round++) await guest.json(...login(PASSWORD), { status: 200 });
    for (let round = 0; round < 10; round++) await guest.refusedJson('BAD_CREDENTIALS', ...login('wrong'));
    const { headers } = await guest.refusedJson('RATE_LIMITED', ...login('wrong'));
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    await guest.refusedJson('RATE_LIMITED', ...login(PASSWORD));
    await other.close();
  });
});
