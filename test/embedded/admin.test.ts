import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';

const NEXT = 'a wholly different sentence';

// Beside a drive that runs, on its own folder, so that it can be none that was running already.
let drive: TestDrive;
beforeAll(async () => {
  drive = await startDrive({ env: { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1' } });
});
afterAll(() => drive.close());

async function admin(args: readonly string[], input = '', dataDir = drive.dataDir!) {
  const child = spawn(process.execPath, ['dist/apps/admin/main.js', ...args], {
    env: { PATH: process.env['PATH'], SHOEBOX_DATA_DIR: dataDir },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  child.stdin.on('error', () => undefined).end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return { code, out, errors: err.split('\n').filter(Boolean) };
}

const logIn = (client: Client, password: string) =>
  new Client(drive.url).json('POST', '/api/auth/login', { email: client.user.email, password }, { status: 200 });
const refused = (client: Client) => until(async () => ((await client.get('/api/images').catch(() => null)) ? null : true));

describe('users', () => {
  it('lists everybody with pictures, bytes and last use', async () => {
    const ada = await Client.signUp(drive.url);
    const bytes = await jpeg();
    await ada.upload(bytes);
    const { code, out, errors } = await admin(['users']);
    expect([code, errors]).toEqual([0, []]);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^NAME +E-MAIL +SINCE +PICTURES +BYTES +LAST USE$/);
    const today = new Date().toISOString().slice(0, 10);
    const row = rows.find((line) => line.includes(ada.user.email))!.split(/ {2,}/);
    expect(row.slice(0, 5)).toEqual([ada.user.name, ada.user.email, expect.stringMatching(/^\d{4}-\d\d-\d\d$/), '1', String(bytes.length)]);
    expect(row[5]).toContain(today.slice(0, 4));
  });
});

describe('reset-password', () => {
  it('takes the password from standard input, ends every session, and keeps tokens', async () => {
    const ada = await Client.signUp(drive.url);
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'Backup', scopes: ['read'] }, { status: 201 });
    const tool = ada.with(made.json<{ token: string }>().token);
    await ada.json('POST', '/api/signing-keys', { name: 'Blog' }, { status: 201 });
    const { code, out, errors } = await admin(['reset-password', ada.user.email], `${NEXT}\n`);
    expect([code, errors]).toEqual([0, []]);
    expect(out).toContain('logged out everywhere');
    expect(out).toContain('--end-tokens');
    expect(out).toContain('Signing keys still valid: 1.');
    expect(out).not.toContain(NEXT);
    await refused(ada);
    await ada.refused('NOT_LOGGED_IN', 'GET', '/api/images');
    await tool.get('/api/images');
    await logIn(ada, NEXT);
    await new Client(drive.url).refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: ada.user.email, password: PASSWORD });

    expect((await admin(['reset-password', ada.user.name, '--end-tokens'], NEXT)).out).toContain('Signing keys revoked: 1.');
    await refused(tool);
    await tool.refused('NOT_LOGGED_IN', 'GET', '/api/images');
  });

  it('makes a password and shows it', async () => {
    const ada = await Client.signUp(drive.url);
    const { code, out } = await admin(['reset-password', ada.user.name, '--generate']);
    expect(code).toBe(0);
    await logIn(ada, /The password: (\S+)/.exec(out)![1]!);
  });

  it.each([
    ['a weak one', 'password1\n', 'too common'],
    ['a short one', 'abc\n', 'at least 8'],
    ['none', '', '--generate'],
  ])('refuses %s in one line, and changes nothing', async (_, input, why) => {
    const ada = await Client.signUp(drive.url);
    const { code, errors } = await admin(['reset-password', ada.user.email], input);
    expect([code, errors]).toEqual([1, [expect.stringContaining(why)]]);
    await ada.get('/api/images');
    await logIn(ada, PASSWORD);
  });
});

describe('quota', () => {
  it('holds for one person from the next upload on, and is told', async () => {
    const [ada, bea] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
    await ada.upload(await jpeg());
    const { code, out } = await admin(['quota', ada.user.email, '1KB']);
    expect([code, out]).toEqual([0, expect.stringContaining('0.0 MB (1000 bytes)')]);
    expect((await ada.get('/api/usage')).json()).toMatchObject({ quota: 1000 });
    const headers = { 'content-type': 'image/jpeg' };
    await ada.refused('QUOTA_EXCEEDED', 'POST', '/api/images', { headers, body: await jpeg() });
    await bea.upload(await jpeg());
    expect((await admin(['quota', ada.user.name, 'default'])).out).toContain('default for all accounts');
    await ada.upload(await jpeg());
    expect((await ada.get('/api/usage')).json()).toMatchObject({ quota: null });
  });
});

describe('remove', () => {
  it('ends sessions and tokens, and the pictures vanish with their files', async () => {
    const [ada, bea] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
    const bytes = await jpeg();
    const kept = await ready(bea, (await bea.upload(bytes)).id);
    const [live, trashed] = [await ready(ada, (await ada.upload(bytes)).id), await ready(ada, (await ada.upload(await jpeg())).id)];
    await ada.send('DELETE', `/api/images/${trashed.id}`);
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'Backup', scopes: ['read'] }, { status: 201 });
    const tool = ada.with(made.json<{ token: string }>().token);

    const asked = await admin(['remove', ada.user.email], 'no\n');
    expect([asked.code, asked.errors]).toEqual([1, [expect.stringContaining('Nothing was removed')]]);
    await ada.get(`/get/${live.id}`);

    const { code, out, errors } = await admin(['remove', ada.user.email], `${ada.user.name}\n`);
    expect([code, errors]).toEqual([0, []]);
    expect(out).toContain('one picture');
    expect(out).toContain('Removed, with 2 pictures');
    for (const who of [ada, tool]) {
      await refused(who);
      await who.refused('NOT_LOGGED_IN', 'GET', `/get/${live.id}`);
    }
    await new Client(drive.url).refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: ada.user.email, password: PASSWORD });
    const folder = join(drive.dataDir!, 'objects', ada.user.id);
    await until(async () =>
      (await readdir(folder, { recursive: true }).catch(() => [])).some((name) => /original|\/[sml]$/.test(name)) ? null : true,
    );

    const anew = await Client.signUp(drive.url, ada.user.email);
    expect(anew.user.id).not.toBe(ada.user.id);
    expect([...(await anew.ids()), ...(await anew.ids({ deleted: 'true' }))]).toEqual([]);
    await anew.refused('NOT_FOUND', 'GET', `/api/images/${live.id}`);
    // The same bytes are no duplicate of what is gone.
    await anew.upload(bytes);
    expect((await bea.get(`/get/${kept.id}/o`)).bytes.equals(bytes)).toBe(true);
  });
});

it('a removed session is refused within two seconds', async () => {
  const ada = await Client.signUp(drive.url);
  const { sessionToken } = (await logIn(ada, PASSWORD)).json<LoggedIn>();
  const other = ada.with(sessionToken);
  await other.get('/api/images');
  expect((await admin(['remove', ada.user.name, '--yes'])).code).toBe(0);
  // The gateway may remember for two seconds what auth said; after them it has to ask.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await other.refused('NOT_LOGGED_IN', 'GET', '/api/images');
});

describe('a command that can’t be done', () => {
  it.each([
    ['no command', [], 2, '--help'],
    ['one that is none', ['purge'], 2, "Unknown command 'purge'"],
    ['nobody', ['remove', 'nobody@example.org', '--yes'], 1, 'no account nobody@example.org'],
    ['nobody by name', ['reset-password', newEmail().split('@')[0]!], 1, 'no account'],
  ])('%s: one line', async (_, args, code, why) => {
    const ended = await admin(args);
    expect([ended.code, ended.errors]).toEqual([code, [expect.stringContaining(why)]]);
  });

  it('no drive: one line, and nothing is made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoebox-admin-'));
    const { code, errors } = await admin(['users'], '', folder);
    expect([code, errors]).toEqual([1, [expect.stringContaining('There is no drive in')]]);
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('shows help', async () => {
    const { code, out } = await admin(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('npm run admin -- remove');
  });
});
