import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Cli } from '../harness/commands/cli.js';
import { cliSuite } from '../harness/commands/cli-suite.js';
import { Client } from '../harness/http/client.js';
import { jpeg, taken } from '../harness/images/images.js';
import { until } from '../harness/http/until.js';

let ada: Client;
let cli: Cli;
let folder: string;
cliSuite((given) => ({ ada, cli, folder } = given));

const facts = ({ name, sha256, takenAt, sortAt }: Image) => ({ name, sha256, takenAt, sortAt });
const bySha = (items: readonly Image[]) => items.map(facts).sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));

describe('login', () => {
  it('stores a named token that only this user can read, and keeps no session', async () => {
    const file = join(cli.folder, 'shoebox/login.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { token } = JSON.parse(await readFile(file, 'utf8')) as { token: string };
    const tokens = (await ada.get('/api/auth/tokens')).json<{ items: { name: string; scopes: string[] }[] }>().items;
    expect(tokens).toMatchObject([
      { name: expect.stringContaining('Command line on') as string, scopes: ['read', 'upload', 'write', 'share'] },
    ]);
    await ada.with(token).get('/api/images');
    expect((await ada.get('/api/auth/sessions')).json<{ items: unknown[] }>().items).toHaveLength(1);
  });

  it.each([
    ['a wrong password', (url: string) => url, 'wrong', 'Wrong e-mail or password'],
    ['another server', () => 'http://127.0.0.1:9', 'x', 'does not answer'],
  ])('prints one line for %s', async (_, url, password, why) => {
    const other = await Cli.open();
    const { code, errors } = await other.run(['login', url(ada.url)], `${ada.user.email}\n${password}\n`);
    expect([code, errors.split('\n').length]).toEqual([1, 1]);
    expect(errors).toMatch(new RegExp(why));
    expect(await readdir(other.folder)).toEqual([]);
    await other.close();
  });

  it('is required by all other commands', async () => {
    const other = await Cli.open();
    for (const args of [['list'], ['upload', folder], ['export', folder]])
      expect(await other.run(args)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('You are not logged in. Run: npm run -s cli -- login ADDRESS') as string,
      });
    expect(await other.run(['nonsense'])).toMatchObject({ code: 2 });
    await other.close();
  });
});

describe('upload', () => {
  it('leaves pictures in the trash, and reports them', async () => {
    const bytes = await jpeg();
    await writeFile(join(folder, 'a.jpg'), bytes);
    const { id } = await ada.upload(bytes);
    await ada.send('DELETE', `/api/images/${id}`);
    const { code, lines } = await cli.run(['upload', folder]);
    expect([code, lines[1]]).toEqual([0, '1 in the trash of the drive']);
    expect(await ada.ids()).toEqual([]);
  });

  it('stops when its token was revoked, and reports what was not sent', async () => {
    for (const name of ['a.jpg', 'b.jpg']) await writeFile(join(folder, name), await jpeg());
    const [token] = (await ada.get('/api/auth/tokens')).json<{ items: { id: string }[] }>().items;
    await ada.send('DELETE', `/api/auth/tokens/${token!.id}`);
    const { code, out } = await cli.run(['upload', folder]);
    expect(code).toBe(1);
    expect(out).toContain('2 not attempted');
  });

  it('--watch keeps running and uploads new files', async () => {
    const { process, ended, line } = cli.start(['upload', folder, '--watch']);
    await line('Watching');
    await mkdir(join(folder, 'new'));
    await writeFile(join(folder, 'new/IMG.jpg'), await jpeg());
    await line('IMG.jpg: uploaded');
    expect((await ada.list()).items.map(({ name }) => name)).toEqual(['IMG.jpg']);
    process.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
  });
});

describe('list and download', () => {
  it('download pictures under their names, next to existing files', async () => {
    const bytes = await jpeg();
    const { id } = await ada.upload(bytes, { name: 'Ünïcode 🐙.jpg' });
    await writeFile(join(folder, 'Ünïcode 🐙.jpg'), 'mine');
    expect((await cli.run(['list', 'ünïcode'])).lines[1]).toContain(id);
    expect(JSON.parse((await cli.run(['list', '--json', 'nothing'])).out)).toEqual({ items: [] });
    expect((await cli.run(['download', id, '--to', folder])).code).toBe(0);
    expect((await readFile(join(folder, 'Ünïcode 🐙 (2).jpg'))).equals(bytes)).toBe(true);
    expect(await readFile(join(folder, 'Ünïcode 🐙.jpg'), 'utf8')).toBe('mine');
    expect(await cli.run(['download', '01kdc7q3v8x2m4n6p8r0s2t4v6', '--to', folder])).toMatchObject({ code: 1 });
  });
});

describe('export', () => {
  it('upload to another account restores pictures, names and dates', async () => {
    const names = [
      'IMG.jpg',
      'IMG.jpg',
      'img.JPG',
      '../../etc/passwd',
      'IMG.jpg.json',
      `${'long🐙'.repeat(40)}.jpg`,
      'no extension',
      '.hidden.jpg',
    ];
    for (const name of names) await ada.upload(await jpeg(), { name, modifiedAt: '2020-02-29T12:34:56.789Z' });
    const camera = [await ada.upload(await taken('2021:03:04 05:06:07')), await ada.upload(await taken('2021:03:04 05:06:07'))];
    await ada.json('PATCH', `/api/images/${camera[0]!.id}`, { takenAt: null });
    await ada.json('PATCH', `/api/images/${camera[1]!.id}`, { takenAt: '1969-07-20T20:17:40.123Z', name: 'Moon & 🌍.jpg' });
    const gone = await ada.upload(await jpeg());
    await ada.send('DELETE', `/api/images/${gone.id}`);
    const mine = (await ada.list({ limit: 500 })).items;

    const first = await cli.run(['export', folder]);
    expect(first).toMatchObject({ code: 0, out: '10 pictures in the drive: 10 written now, 0 already here.' });
    const files = await readdir(folder);
    // Ten pictures, ten sidecars, and albums.json.
    expect(files).toHaveLength(21);
    expect(files).toEqual(
      expect.arrayContaining(['Moon & 🌍.jpg', 'Moon & 🌍.jpg.json', 'passwd', 'no extension', '_.hidden.jpg', 'IMG.jpg.json.jpeg']),
    );
    expect((await cli.run(['export', folder])).out).toContain('0 written now, 10 already here');
    expect(await readdir(folder)).toEqual(files);

    const eve = await Client.signUp(ada.url);
    const other = await Cli.loggedIn(eve);
    expect(await other.run(['upload', folder])).toMatchObject({ code: 0 });
    expect(bySha((await eve.list({ limit: 500 })).items)).toEqual(bySha(mine));
    for (const { id, sha256 } of (await eve.list({ limit: 500 })).items)
      expect(
        createHash('sha256')
          .update((await eve.get(`/get/${id}/o`)).bytes)
          .digest('hex'),
      ).toBe(sha256);
    await other.close();
  });

  it('handles the longest names, equal names, and names like those of its own files', async () => {
    const names = [...Array.from({ length: 4 }, () => `${'n'.repeat(251)}.jpg`), 'IMG.json.', 'begun.shoebox-part'];
    for (const name of names) await ada.upload(await jpeg(), { name });
    expect(await cli.run(['export', folder])).toMatchObject({ code: 0 });
    const files = await readdir(folder);
    expect(files).toHaveLength(13);
    expect(files).toEqual(expect.arrayContaining(['IMG.json..jpeg', 'begun.shoebox-part.jpeg']));
    expect((await cli.run(['export', folder])).out).toContain('0 written now, 6 already here');
    expect(await readdir(folder)).toEqual(files);
  });

  it('prints one line when the folder is a file', async () => {
    await ada.upload(await jpeg(), { name: 'a.jpg' });
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { code, errors } = await cli.run(['export', file]);
    expect([code, errors.split('\n').length]).toEqual([1, 1]);
    expect(errors).toBe(`${file} is a file; choose a folder.`);
  });

  it('continues after it was killed', async () => {
    for (let index = 0; index < 60; index++) await ada.upload(await jpeg(16, 12), { name: 'same.jpg' });
    const { process, ended } = cli.start(['export', folder]);
    await until(async () => ((await readdir(folder)).length > 20 ? true : null));
    process.kill('SIGKILL');
    await ended;
    expect((await cli.run(['export', folder])).code).toBe(0);
    const whole = (await readdir(folder)).filter((name) => name.endsWith('.jpg'));
    expect(whole).toHaveLength(60);
  });
});
