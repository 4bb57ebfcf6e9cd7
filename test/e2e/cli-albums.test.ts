import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { AlbumChanged, AlbumList } from '#libs/api/album.js';
import type { TokenMade } from '#libs/api/account.js';
import type { Share, ShareList } from '#libs/api/share.js';

import { Cli } from '../harness/commands/cli.js';
import { cliSuite } from '../harness/commands/cli-suite.js';
import { Client } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let ada: Client;
let cli: Cli;
let folder: string;
cliSuite((given) => ({ ada, cli, folder } = given));

const put = async (name: string, bytes?: Buffer) => writeFile(join(folder, name), bytes ?? (await jpeg()));
const make = async (body: object) => (await ada.json('POST', '/api/albums', body, { status: 201 })).json<AlbumChanged>().album;
/** The albums of an account, newest first, without ids. */
async function albums(client: Client) {
  const { items } = (await client.get('/api/albums')).json<AlbumList>();
  const shas = async (query: object) => (await client.list({ limit: 500, ...query })).items.map(({ sha256 }) => sha256);
  return Promise.all(
    items.map(async ({ id, name, order, images, cover }) => {
      const [shown, byHand] = [await shas({ album: id }), await shas({ album: id, order: 'hand' })];
      return { name, order, images, cover: cover?.sha256, shown, byHand };
    }),
  );
}
const names = async (album: string) => (await ada.list({ album, order: 'hand' })).items.map(({ name }) => name);
/** The login of a version before albums and links. */
async function oldLogin(more: object = {}): Promise<void> {
  const body = { name: 'old', scopes: ['read', 'upload'] };
  const { token } = (await ada.json('POST', '/api/auth/tokens', body, { status: 201 })).json<TokenMade>();
  await writeFile(join(cli.folder, 'shoebox/login.json'), JSON.stringify({ url: ada.url, token, name: ada.user.name, ...more }));
}

describe('upload --album', () => {
  it('creates the album with new and known pictures; a second run changes nothing', async () => {
    const there = await jpeg();
    await ada.upload(there, { name: 'there.jpg' });
    await put('a.jpg');
    await put('b.jpg', there);
    await put('c.jpg', there);
    await put('film.mp4', Buffer.from('no picture'));
    const first = await cli.run(['upload', folder, '--album', 'Rome 🏛']);
    expect([first.code, first.lines.includes('  Rome 🏛: 2 pictures, album created')]).toEqual([0, true]);
    const [album] = (await ada.get('/api/albums')).json<AlbumList>().items;
    expect([album!.name, await names(album!.id)]).toEqual(['Rome 🏛', ['a.jpg', 'there.jpg']]);
    await put('0.jpg');
    const again = await cli.run(['upload', folder, '--album', 'Rome 🏛']);
    expect(again.lines).toContain('  Rome 🏛: 3 pictures, 1 added');
    expect(await names(album!.id)).toEqual(['a.jpg', 'there.jpg', '0.jpg']);
    expect((await ada.get('/api/albums')).json<AlbumList>().items).toHaveLength(1);
  });

  it('fills the oldest album of that name, keeps its order, and skips pictures in the trash', async () => {
    const picture = await ada.upload(await jpeg());
    const [old] = [await make({ name: 'Sea', order: 'date', ids: [picture.id] }), await make({ name: 'Sea' })];
    const trashed = await jpeg();
    await ada.send('DELETE', `/api/images/${(await ada.upload(trashed)).id}`);
    await put('a.jpg');
    await put('trashed.jpg', trashed);
    await put('trashed too.jpg', trashed);
    const { out } = await cli.run(['upload', folder, '--album', 'Sea', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      counts: { trash: 2, twice: 0 },
      albums: [{ name: 'Sea', pictures: 1, made: false, added: 1 }],
    });
    const { items } = (await ada.get('/api/albums')).json<AlbumList>();
    expect(items.map(({ id, order, images }) => [id === old.id, order, images])).toEqual([
      [false, 'hand', 0],
      [true, 'date', 2],
    ]);
  });

  it('refuses a login from before albums, before anything is sent', async () => {
    await oldLogin();
    await put('a.jpg');
    const refused = await cli.run(['upload', folder, '--album', 'Rome']);
    expect([refused.code, refused.out, refused.errors.split('\n').length]).toEqual([1, '', 1]);
    expect(refused.errors).toMatch(/too old to create or fill albums.*Run: npm run -s cli -- login ADDRESS/);
    expect(await ada.ids()).toEqual([]);
    expect(await cli.run(['upload', folder])).toMatchObject({ code: 0 });
    expect(await cli.run(['login', ada.url], `${ada.user.email}\ncorrect horse battery staple\n`)).toMatchObject({ code: 0 });
    expect(await cli.run(['upload', folder, '--album', 'Rome'])).toMatchObject({ code: 0 });
  });

  it('asks to log in again when the token lacks a scope that the login file has', async () => {
    await oldLogin({ scopes: ['read', 'upload', 'write', 'share'] });
    await put('a.jpg');
    const { code, out } = await cli.run(['upload', folder, '--album', 'Rome']);
    expect([code, out]).toEqual([1, expect.stringMatching(/ {2}Rome: .*Run: npm run -s cli -- login ADDRESS/)]);
    expect(await ada.ids()).toHaveLength(1);
  });
});

describe('export', () => {
  it('writes the albums to one file, and upload to another account restores them', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push((await ada.upload(await jpeg(), { name: 'same.jpg', modifiedAt: `201${n}-01-01T00:00:00Z` })).id);
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    const hand = await make({ name: 'By hand', ids: [c, a, e, b] });
    await ada.json('PATCH', `/api/albums/${hand.id}`, { cover: e });
    const date = await make({ name: 'By date', order: 'date', ids: [d, a, b] });
    await ada.json('PATCH', `/api/albums/${date.id}`, { cover: a });
    await make({ name: 'Twin', ids: [a, b] });
    await make({ name: 'Twin', ids: [c] });
    await make({ name: 'First is cover', order: 'date', ids: [b, c] });
    await make({ name: 'Empty' });
    await ada.send('DELETE', `/api/images/${b}`);
    const mine = await albums(ada);
    expect(mine.map(({ images }) => images)).toEqual([0, 1, 1, 1, 2, 3]);

    expect(await cli.run(['export', folder])).toMatchObject({ code: 0, lines: [expect.any(String), 'Albums in albums.json: 6.'] });
    const file = await readFile(join(folder, 'albums.json'), 'utf8');
    const eve = await Client.signUp(ada.url);
    const other = await Cli.loggedIn(eve);
    for (const round of [1, 2]) {
      const { code, out } = await other.run(['upload', folder, '--json']);
      const told = JSON.parse(out) as { counts: object; albums: { made: boolean; added: number }[] };
      expect([code, told.counts]).toMatchObject([0, { uploaded: round === 1 ? 4 : 0, sidecar: 5, other: 0 }]);
      expect(told.albums.map(({ made, added }) => [made, added])).toEqual(
        [3, 2, 1, 1, 1, 0].map((images) => (round === 1 ? [true, images] : [false, 0])),
      );
      expect(await albums(eve)).toEqual(mine);
    }
    // A second export is the same.
    expect(await other.run(['export', folder])).toMatchObject({ code: 0 });
    const withoutFiles = (text: string) => text.replaceAll(/"file": ".*"/g, '');
    expect(withoutFiles(await readFile(join(folder, 'albums.json'), 'utf8'))).toBe(withoutFiles(file));
    await other.close();
  });

  it('does not confuse the sidecar of a picture with albums.json', async () => {
    const { id } = await ada.upload(await jpeg(), { name: 'albums' });
    await make({ name: 'Rome', ids: [id] });
    expect((await cli.run(['export', folder])).code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'albums.json'), 'utf8'))).toMatchObject({
      albums: [{ pictures: [{ file: 'albums (2)' }] }],
    });
    expect((await cli.run(['export', folder])).out).toContain('0 written now, 1 already here');
  });
});

describe('share', () => {
  const shares = async () => (await ada.get('/api/shares')).json<ShareList>().items;

  it('prints only the link', async () => {
    const [one, two] = [await ada.upload(await jpeg()), await ada.upload(await jpeg())];
    await ready(ada, one.id);
    const { code, out } = await cli.run(['share', two.id, one.id]);
    const [share] = await shares();
    expect([code, out]).toEqual([0, `${ada.url}${share!.page}`]);
    expect(share).toMatchObject({ imageIds: [two.id, one.id], sizes: ['s', 'm', 'l'], password: false, expiresAt: null, name: null });
    await new Client(ada.url).send('GET', `${share!.page}/${one.id}/m.jpg`, { status: 200 });
  });

  it('applies sizes, password and expiry', async () => {
    const { id } = await ready(ada, (await ada.upload(await jpeg())).id);
    const args = ['share', id, '--sizes', 's,o', '--password', '--until', '2999-05-17T10:00:00+02:00', '--name', 'Sea & sand', '--json'];
    const { out } = await cli.run(args, 'correct horse\n');
    const { url, ...share } = JSON.parse(out) as Share & { url: string };
    expect(share).toMatchObject({ sizes: ['s', 'o'], password: true, expiresAt: '2999-05-17T08:00:00.000Z', name: 'Sea & sand' });
    expect(url).toBe(`${ada.url}${share.page}`);
    const nobody = new Client(ada.url);
    await nobody.send('GET', share.page, { status: 401 });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await nobody.send('POST', share.page, { status: 401, headers, body: 'password=wrong+horse' });
    await nobody.send('POST', share.page, { status: 303, headers, body: 'password=correct+horse' });
  });

  it('uploads a folder first, into no album', async () => {
    const there = await jpeg();
    const { id } = await ada.upload(there);
    await put('a.jpg', there);
    await put('b.jpg');
    await put('c.jpg', there);
    await put('film.mp4', Buffer.from('no picture'));
    const { code, out, errors } = await cli.run(['share', folder]);
    const [share] = await shares();
    expect([code, out]).toEqual([0, `${ada.url}${share!.page}`]);
    const other = (await ada.ids()).find((one) => one !== id);
    expect(share!.imageIds).toEqual([id, other]);
    expect(errors).toContain('film.mp4: videos are not supported yet');
  });

  it.each([
    ['a damaged picture', async () => put('broken.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])), 'some of these'],
    ['no picture', async () => put('film.mp4', Buffer.from('no picture')), 'no picture was found'],
  ])('creates no link for a folder with %s', async (_, fill, why) => {
    await fill();
    const { code, out, errors } = await cli.run(['share', folder]);
    expect([code, out, errors]).toEqual([1, '', expect.stringContaining(`No link was created: ${why}`)]);
    expect(await shares()).toEqual([]);
  });

  it('refuses a login from before links', async () => {
    await oldLogin();
    await put('a.jpg');
    const { code, errors } = await cli.run(['share', folder]);
    expect([code, errors]).toEqual([
      1,
      expect.stringMatching(/^This login is too old to create links.*Run: npm run -s cli -- login ADDRESS$/),
    ]);
    expect(await ada.ids()).toEqual([]);
  });
});
