import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import { Client, PASSWORD } from '../harness/http/client.js';
import { runCommand } from '../harness/commands/commands.js';
import { startDrive } from '../harness/drive/drive.js';
import { ownDatabase } from '../harness/servers/mongo.js';
import { cutJpeg, taken, unique } from '../harness/images/images.js';
import { emptyBucket, newBucket } from '../harness/servers/s3.js';
import { describeOn, realServer, storageUrl } from '../harness/servers/servers.js';
import { settled } from '../harness/http/until.js';

const PICTURES = 200;
const TRASHED = 60;
const KILLS = 4;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-migrate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the command. @param killAfter milliseconds until it is killed */
async function migrate(args: string[], killAfter?: number): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['dist/apps/migrate/main.js', ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  const exit = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number | null];
  return { code, said: out + err };
}

/** Everything that an account can read, with all bytes. */
async function everythingOf(url: string, token: string): Promise<unknown> {
  const ada = new Client(url, token);
  const [live, trash] = [await all(ada, 'false'), await all(ada, 'true')];
  const bytes: Record<string, string[]> = {};
  for (const { id, sizes } of live) {
    const ready = Object.entries(sizes).filter(([, { state }]) => state === 'ready');
    bytes[id] = await Promise.all(ready.map(async ([size]) => (await ada.get(`/get/${id}/${size}?exact`)).bytes.toString('base64')));
  }
  const { items: tokens } = (await ada.get('/api/auth/tokens')).json<{ items: { id: string; name: string }[] }>();
  // Without their last use, which changes in between.
  const shares = (await ada.get('/api/shares')).json();
  const albums = (await ada.get('/api/albums')).json();
  return {
    live,
    trash,
    bytes,
    shares,
    albums,
    usage: (await ada.get('/api/usage')).json(),
    tokens: tokens.map(({ id, name }) => [id, name]),
  };
}

/** The lines of the command. */
async function openInvites(env: Record<string, string>): Promise<string[]> {
  const { code, out } = await runCommand('admin', ['invites'], env);
  expect(code).toBe(0);
  return out.split('\n').slice(1, -1);
}

async function all(ada: Client, deleted: string): Promise<Image[]> {
  const items: Image[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page = await ada.list({ limit: 100, deleted, ...(next && { before: next }) });
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

describeOn('on real servers', [await realServer('mongo'), await realServer('s3')], (mongoUrl, s3Url) => {
  const database = ownDatabase(mongoUrl!);
  const storage = storageUrl(s3Url!, newBucket());
  const place = (name: string) => join(folder, name);
  const stackEnv = { SHOEBOX_DATABASE_URL: database.url, SHOEBOX_STORAGE_URL: storage };
  afterAll(async () => {
    await database.drop();
    await emptyBucket(storage);
  });

  describe('a drive with a full trash', () => {
    let ada: Client;
    let before: unknown;
    let tool: string;
    let invites: string[];

    beforeAll(async () => {
      const drive = await startDrive({ dataDir: place('old') });
      ada = await Client.signUp(drive.url, 'ada@example.org');
      const token = (await ada.json('POST', '/api/auth/tokens', { name: 'phone', scopes: ['read'] }, { status: 201 })).json<{
        token: string;
      }>();
      tool = token.token;
      const ids: string[] = [];
      for (let n = 0; n < PICTURES; n++) {
        const bytes = n === 0 ? await cutJpeg() : n === 1 ? await taken('1969:07:20 20:17:00') : await unique(96, 64).png().toBuffer();
        ids.push((await ada.upload(bytes, { name: `Größe ${n}.png` })).id);
      }
      for (const id of ids) await settled(ada, id);
      await ada.json('POST', '/api/images/bulk', { ids: ids.slice(2, 2 + TRASHED), action: 'delete' });
      await ada.json('POST', '/api/shares', { imageIds: ids.slice(-3), name: 'Größe', password: 'for friends only' }, { status: 201 });
      await ada.json('POST', '/api/shares', { imageIds: ids.slice(-1), sizes: ['o'] }, { status: 201 });
      const made = await ada.json('POST', '/api/albums', { name: 'Größe', ids: ids.slice(-5) }, { status: 201 });
      const { id: album } = made.json<AlbumChanged>().album;
      await ada.json('POST', '/api/shares', { album, name: 'Alles' }, { status: 201 });
      await runCommand('admin', ['quota', 'ada@example.org', '20GB'], { SHOEBOX_DATA_DIR: drive.dataDir! });
      for (let n = 0; n < 2; n++) await runCommand('admin', ['invite'], { SHOEBOX_DATA_DIR: drive.dataDir! });
      invites = await openInvites({ SHOEBOX_DATA_DIR: drive.dataDir! });
      before = await everythingOf(drive.url, ada.token);
      await drive.stop();
      await writeFile(
        place('stack.env'),
        Object.entries(stackEnv)
          .map(([name, value]) => `${name}='${value}'\n`)
          .join(''),
      );
    });

    it('--dry-run says what would be copied, and changes nothing', async () => {
      const { code, said } = await migrate(['--from', place('old'), '--to', place('stack.env'), '--dry-run']);
      expect([code, said]).toEqual([0, expect.stringContaining(`1 accounts and ${PICTURES} pictures (${TRASHED} of them in the trash)`)]);
    });

    it('is copied to servers by a command that is killed several times, and is the same there', async () => {
      const args = ['--from', place('old'), '--to', place('stack.env')];
      let killed = 0;
      for (let n = 0; n < KILLS; n++) killed += (await migrate(args, 700 + n * 400)).code === null ? 1 : 0;
      expect(killed).toBeGreaterThan(0);
      const { code, said } = await migrate(args);
      expect([code, said]).toEqual([0, expect.stringContaining('and read back')]);
      expect(await migrate([...args, '--verify'])).toMatchObject({ code: 0, said: expect.stringContaining('are the same') });
      const drive = await startDrive({ dataDir: place('beside'), env: stackEnv });
      expect(await everythingOf(drive.url, ada.token)).toEqual(before);
      expect(await openInvites({ SHOEBOX_DATA_DIR: place('beside'), ...stackEnv })).toEqual(invites);
      await new Client(drive.url).json('POST', '/api/auth/login', { email: 'ada@example.org', password: PASSWORD }, { status: 200 });
      expect((await new Client(drive.url, tool).list({ limit: 500 })).items).toHaveLength(PICTURES - TRASHED);
      await drive.close();
    });

    it('is not copied there a second time', async () => {
      const { code, said } = await migrate(['--from', place('old'), '--to', place('stack.env')]);
      expect([code, said]).toEqual([1, expect.stringContaining('already contains this drive')]);
    });

    it('is copied back to a folder by a command that is killed several times', async () => {
      const args = ['--from', place('stack.env'), '--to', place('new')];
      for (let n = 0; n < KILLS; n++) await migrate(args, 700 + n * 400);
      expect(await migrate(args)).toMatchObject({ code: 0 });
      const drive = await startDrive({ dataDir: place('new') });
      expect(await openInvites({ SHOEBOX_DATA_DIR: place('new') })).toEqual(invites);
      // With one more session, of the log-in above.
      expect(await everythingOf(drive.url, ada.token)).toEqual(before);
      await drive.stop();
    });
  });
});

describe('from folder to folder', () => {
  const place = (name: string) => join(folder, name);
  const move = (...rest: string[]) => migrate(['--from', place('a'), '--to', place('b'), ...rest]);

  it('names a damaged original, copies the rest, and ends with 1', async () => {
    const drive = await startDrive({ dataDir: place('a') });
    const ada = await Client.signUp(drive.url, 'ada@example.org');
    const images = [];
    for (let n = 0; n < 3; n++) images.push(await ada.upload(await unique().png().toBuffer(), { name: `${n}.png` }));
    for (const { id } of images) await settled(ada, id);
    const running = await move();
    expect([running.code, running.said]).toEqual([1, expect.stringContaining('already running')]);
    await drive.stop();
    await appendFile(join(place('a'), 'objects', ada.user.id, images[1]!.id, 'original'), 'x');
    const { code, said } = await move();
    expect([code, said]).toEqual([1, expect.stringContaining(`not copied: 1.png (${images[1]!.id})`)]);
    expect(await move('--verify')).toMatchObject({ code: 1, said: expect.stringContaining('1.png') });
    const other = await startDrive({ dataDir: place('b') });
    expect(await new Client(other.url, ada.token).ids()).toEqual([images[2]!.id, images[0]!.id]);
    await other.stop();
  });

  it.each([
    [['--from', 'FOLDER/nothing', '--to', 'FOLDER/c'], 1, 'There is no drive at'],
    [['--from', 'FOLDER/a', '--to', 'FOLDER/a'], 2, 'are the same drive'],
    [['--from', 'FOLDER/a'], 2, 'migrate needs the drive to copy and its target'],
    [['--from', 'FOLDER/a', '--to', 'FOLDER/c', '--quick'], 2, "Unknown option '--quick'"],
    [['--from', 'FOLDER/a', '--to', 'package.json'], 1, 'is not a file of settings'],
  ])('refuses %j in one line', async (args, code, line) => {
    const answer = await migrate(args.map((arg) => arg.replace('FOLDER', folder)));
    expect(answer).toEqual({ code, said: expect.stringMatching(new RegExp(`^[^\\n]*${line}[^\\n]*\\n$`)) });
  });

  it('refuses a target that is not empty', async () => {
    const drive = await startDrive({ dataDir: place('used') });
    await Client.signUp(drive.url);
    await drive.stop();
    const answer = await migrate(['--from', place('a'), '--to', place('used')]);
    expect(answer).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
  });
});
