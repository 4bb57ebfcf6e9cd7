import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { runCommand } from '../harness/commands/commands.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';

// The command opens the folder of a drive that runs.
let drive: TestDrive;
beforeAll(async () => {
  drive = await startDrive({ env: { SHOEBOX_SIGN_UP: 'invite' } });
  await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const admin = (...args: string[]) =>
  runCommand('admin', args, { SHOEBOX_DATA_DIR: drive.dataDir!, SHOEBOX_SIGN_UP: 'invite', SHOEBOX_PUBLIC_URL: drive.url });

async function invite(): Promise<string> {
  const { code, out, errors } = await admin('invite');
  expect([code, errors]).toEqual([0, '']);
  const [link] = out.split('\n');
  expect(link).toMatch(new RegExp(`^${drive.url}/invite/sbi_`));
  return link!;
}

const body = (link?: string) => ({ email: newEmail(), password: PASSWORD, ...(link && { invite: link.split('/').at(-1) }) });

describe('a drive that takes whom its owner invites', () => {
  it('refuses who has no invitation', async () => {
    await new Client(drive.url).refusedJson('SIGN_UP_CLOSED', 'POST', '/api/auth/signup', body());
  });

  it('takes one person by each link', async () => {
    const link = await invite();
    await new Client(drive.url).json('POST', '/api/auth/signup', body(link), { status: 201 });
    const { detail } = await new Client(drive.url).refusedJson('INVITE_USED', 'POST', '/api/auth/signup', body(link));
    expect(detail).toContain('works once');
    await new Client(drive.url).refusedJson('INVITE_ENDED', 'POST', '/api/auth/signup', body(`${link}x`));
  });

  it('lets one of five in who send it at once', async () => {
    const link = await invite();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        new Client(drive.url).ask('POST', '/api/auth/signup', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body(link)),
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
  });

  it('names those that are open to its owner, who withdraws one by its name or its link', async () => {
    const [first, second, third] = [await invite(), await invite(), await invite()];
    const listed = async () => {
      const { code, out } = await admin('invites');
      expect([code, out]).toEqual([0, expect.not.stringContaining('sbi_')]);
      return out.split('\n').slice(1, -1);
    };
    const before = await listed();
    expect(await admin('withdraw', first)).toMatchObject({ code: 0, out: expect.stringContaining('Withdrawn') });
    const [, ...left] = before;
    expect(await listed()).toHaveLength(left.length);
    await new Client(drive.url).refusedJson('INVITE_ENDED', 'POST', '/api/auth/signup', body(first));
    expect(await admin('withdraw', first)).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^There is no open invitation [^\n]+\n$/),
    });

    await new Client(drive.url).json('POST', '/api/auth/signup', body(second), { status: 201 });
    expect(await admin('withdraw', second)).toMatchObject({ code: 1, errors: expect.stringContaining('It was used') });

    for (const line of await listed()) expect((await admin('withdraw', line.split(' ')[0]!)).code).toBe(0);
    expect(await listed()).toEqual([]);
    await new Client(drive.url).refusedJson('INVITE_ENDED', 'POST', '/api/auth/signup', body(third));
  });

  it('shows the sign-up at the link, as often as one looks, and logs in who fills it in', async () => {
    const link = await invite();
    for (let look = 0; look < 3; look++) {
      const page = await fetch(link);
      expect([page.status, page.headers.get('x-robots-tag')]).toEqual([200, 'noindex, nofollow']);
      expect(await page.text()).toContain(`name="invite" value="${link.split('/').at(-1)}"`);
    }
    const send = (fields: Record<string, string>) =>
      fetch(`${drive.url}/signup`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        redirect: 'manual',
        headers: { origin: drive.url },
      });
    const weak = await send({ ...body(link), password: 'password1' } as Record<string, string>);
    expect([weak.status, await weak.text()]).toEqual([422, expect.stringContaining('name="invite"')]);
    const made = await send(body(link) as Record<string, string>);
    expect([made.status, made.headers.get('location')]).toEqual([303, '/']);
    const used = await send(body(link) as Record<string, string>);
    expect([used.status, await used.text()]).toEqual([403, expect.stringContaining('This invitation has been used')]);
  });
});
