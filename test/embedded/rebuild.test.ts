import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoggedIn } from '#libs/api/account.js';
import { rowCopyKey } from '#libs/domain/drive/row-copies.js';

import { Client, PASSWORD } from '../harness/http/client.js';
import { runCommand } from '../harness/commands/commands.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, taken } from '../harness/images/images.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { openStores, type Stores } from '../harness/servers/stores.js';
import { ownDatabase } from '../harness/servers/mongo.js';
import { ready, settled, until } from '../harness/http/until.js';
import { everythingOf, expectShares, work } from './work-of-people.js';

/** A drive that can be stopped and started again on the same store with another, empty database. */
interface Rebuildable {
  start(): Promise<TestDrive & { lines: string[] }>;
  /** Settings of the drive for the commands. */
  env(): Record<string, string>;
  loseDatabase(): Promise<void>;
  close(): Promise<void>;
}

function suite(title: string, open: () => Promise<Rebuildable>): void {
  describe(title, () => {
    let drive: Rebuildable;
    beforeAll(async () => {
      drive = await open();
    });
    afterAll(() => drive.close());

    // Starts several drives, which is slow on a busy machine.
    it(
      'a database is rebuilt from objects: pictures, owners, names, dates, the trash, albums and shares, without what was permanently deleted',
      { timeout: 400_000 },
      async () => {
        let running = await drive.start();
        const [ada, bea] = [await Client.signUp(running.url), await Client.signUp(running.url, `bea-${Date.now()}@example.org`)];
        const same = await jpeg();
        await ada.upload(await taken('2021:03:04 05:06:07'), { name: 'Ünïcode 🐙.jpg', modifiedAt: '2024-05-01T10:00:00Z' });
        await ada.upload(same, { name: 'same.jpg' });
        await ready(bea, (await bea.upload(same, { name: 'hers.jpg' })).id);
        const dated = `/api/images?name=dated.jpg&takenAt=2019-06-01T23:30:00Z`;
        await ada.send('POST', dated, { status: 201, headers: { 'content-type': 'image/jpeg' }, body: await jpeg() });
        const ids = await ada.ids();
        const more: string[] = [];
        for (const name of ['trashed.jpg', 'gone.jpg', 'back.jpg']) more.push((await ada.upload(await jpeg(), { name })).id);
        for (const id of await ada.ids()) await settled(ada, id);
        const [purged] = more.slice(1);
        // Ends when its copies are in the store.
        const { pages, trashed, renamed } = await work(ada, running, [ids[0]!, ids[1]!, ...more]);
        await expectShares(new Client(running.url), pages);
        const [before, hers] = [await everythingOf(ada), await everythingOf(bea)];
        expect([before.library.length, before.trash.map(({ id }) => id)]).toEqual([4, [trashed]]);
        expect(before.albums).toMatchObject([{ name: 'Roma', cover: renamed, ids: [ids[1], renamed] }]);
        expect(before.shares).toHaveLength(2);
        await running.stop();
        const verified = await runCommand('verify', [], drive.env());
        expect([verified.out + verified.errors, verified.code]).toEqual([expect.not.stringContaining("that are not Shoebox's"), 0]);

        const refused = await runCommand('rebuild', [], drive.env());
        expect([refused.code, refused.errors]).toEqual([1, expect.stringMatching(/^The database has pictures[^\n]+\n$/)]);
        await drive.loseDatabase();

        // An empty database with a full store: nothing is accepted, and nothing is removed.
        running = await drive.start();
        await until(async () => (running.lines.some((line) => line.includes('do not belong together')) ? true : null));
        await running.stop();

        const rebuilt = await runCommand('rebuild', [], drive.env());
        expect([rebuilt.code, rebuilt.errors.includes('Error')]).toEqual([0, false]);
        expect(rebuilt.out).toContain('Pictures restored: 6 of 6');
        expect(rebuilt.out).toContain('Albums restored: 1. Links restored: 2.');
        for (const lost of ['e-mails and passwords', 'in the last minutes before']) expect(rebuilt.out).toContain(lost);
        expect(rebuilt.out).toContain(`reset-password ${ada.user.name}`);
        expect((await runCommand('rebuild', [], drive.env())).code).toBe(1);

        const reset = await runCommand('admin', ['reset-password', ada.user.name], drive.env(), `${PASSWORD} again\n`);
        expect(reset.code).toBe(0);
        running = await drive.start();
        const body = { email: ada.user.name, password: `${PASSWORD} again` };
        const { sessionToken, user } = (await new Client(running.url).json('POST', '/api/auth/login', body)).json<LoggedIn>();
        expect(user).toMatchObject({ id: ada.user.id, name: ada.user.name });
        const again = new Client(running.url, sessionToken, user);
        // Opened once more since the share was copied, which is no change of it.
        const counted = (shares: typeof before.shares) => shares.map((share) => ({ ...share, opened: 0, lastOpenedAt: null }));
        const after = await everythingOf(again);
        expect({ ...after, shares: counted(after.shares) }).toEqual({ ...before, shares: counted(before.shares) });
        await again.refused('NOT_FOUND', 'GET', `/api/images/${purged}`);
        for (const { id, sha256 } of before.library) expect((await ready(again, id)).sha256).toBe(sha256);
        await expectShares(new Client(running.url), pages);
        // Its place in the album is kept, and its sizes are made.
        await again.send('POST', `/api/images/${trashed}/restore`);
        await ready(again, trashed);
        expect(await again.ids({ album: before.albums[0]!.id })).toEqual([ids[1], trashed, renamed]);
        // The old password does not work.
        await new Client(running.url).refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', {
          email: bea.user.name,
          password: PASSWORD,
        });
        await runCommand('admin', ['reset-password', bea.user.name], drive.env(), `${PASSWORD} again\n`);
        const logIn = { email: bea.user.name, password: `${PASSWORD} again` };
        const other = (await new Client(running.url).json('POST', '/api/auth/login', logIn)).json<LoggedIn>();
        expect(await everythingOf(new Client(running.url, other.sessionToken, other.user))).toEqual(hers);
        // The drive works: known bytes are duplicates, new ones are accepted.
        expect((await again.upload(same, {}, { status: 200 })).duplicate).toBe(true);
        await again.upload(await jpeg());
        await running.stop();
      },
    );
  });
}

suite('an embedded drive', async () => {
  let first: Awaited<ReturnType<typeof startDrive>> | undefined;
  const env = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1' };
  const start = async () => (first = await startDrive({ env, ...(first && { dataDir: first.dataDir! }) }));
  return {
    start,
    env: () => ({ SHOEBOX_DATA_DIR: first!.dataDir! }),
    loseDatabase: () => removeDatabase(first!.dataDir!, 'auth.db', 'media.db'),
    close: () => first!.close(),
  };
});

describe('when only the pictures’ database is lost', () => {
  it('accounts keep their passwords, and accounts of another drive are refused', async () => {
    const drive = await startDrive();
    const [ada, other] = [await Client.signUp(drive.url), await startDrive()];
    await Client.signUp(other.url);
    const { id } = await ready(ada, (await ada.upload(await jpeg(), { name: 'kept.jpg' })).id);
    await Promise.all([drive.stop(), other.stop()]);
    const [env, accounts] = [{ SHOEBOX_DATA_DIR: drive.dataDir! }, join(drive.dataDir!, 'auth.db')];
    await removeDatabase(drive.dataDir!, 'media.db');

    const own = await readFile(accounts);
    await writeFile(accounts, await readFile(join(other.dataDir!, 'auth.db')));
    const refused = await runCommand('rebuild', [], env);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringMatching(/^No account of the database owns a picture[^\n]+\n$/)]);
    expect(await readdir(join(drive.dataDir!, 'objects'))).not.toContain('rebuilding');

    await writeFile(accounts, own);
    const { code, out } = await runCommand('rebuild', [], env);
    expect([code, out]).toEqual([0, expect.stringContaining(`${ada.user.name}: 1 picture. The account is kept, with its password.`)]);
    const again = await startDrive({ dataDir: drive.dataDir! });
    const body = { email: ada.user.name, password: PASSWORD };
    const { sessionToken, user } = (await new Client(again.url).json('POST', '/api/auth/login', body)).json<LoggedIn>();
    expect((await ready(new Client(again.url, sessionToken, user), id)).name).toBe('kept.jpg');
    await Promise.all([again.close(), other.close()]);
  });

  it('accounts without any picture are kept, but not with a store that is no drive’s, as a disk that is not mounted', async () => {
    const drive = await startDrive();
    const ada = await Client.signUp(drive.url);
    await drive.stop();
    const [env, objects] = [{ SHOEBOX_DATA_DIR: drive.dataDir! }, join(drive.dataDir!, 'objects')];
    await removeDatabase(drive.dataDir!, 'media.db');
    const id = await readFile(join(objects, 'drive-id'));
    await rm(join(objects, 'drive-id'));
    const refused = await runCommand('rebuild', [], env);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('Is the right disk mounted?')]);
    expect(await readdir(objects)).not.toContain('drive-id');

    await writeFile(join(objects, 'drive-id'), id);
    const { code, out } = await runCommand('rebuild', [], env);
    expect([code, out]).toEqual([0, expect.stringContaining(`${ada.user.name}: 0 pictures. The account is kept`)]);
    await drive.close();
  });
});

describe('what can’t be restored', () => {
  it('is listed, and everything else is restored', async () => {
    const drive = await startDrive({ env: { SHOEBOX_UPKEEP_SECONDS: '1' } });
    const ada = await Client.signUp(drive.url);
    const ids = { damaged: '', nameless: '', whole: '', raised: '' };
    for (const name of Object.keys(ids) as (keyof typeof ids)[]) ids[name] = (await ada.upload(await jpeg(), { name: `${name}.jpg` })).id;
    await ada.json('PATCH', `/api/images/${ids.whole}`, { name: 'renamed.jpg' });
    const copy = join(drive.dataDir!, 'objects', rowCopyKey('image', ids.whole));
    await until(async () => (await readFile(copy).catch(() => null)) && true);
    await drive.stop();
    await writeFile(copy, (await readFile(copy)).subarray(9));
    const folder = (id: string) => join(drive.dataDir!, 'objects', ada.user.id, id);
    await writeFile(join(folder(ids.damaged), 'original'), await jpeg());
    await rm(join(folder(ids.nameless), 'original.json'));
    // As an older copy of the store restores it, with its tombstone.
    const kept = await Promise.all(['original', 'original.json'].map((file) => readFile(join(folder(ids.raised), file))));
    const again = await startDrive({ dataDir: drive.dataDir! });
    await new Client(again.url, ada.token).send('DELETE', `/api/images/${ids.raised}?forever=true`);
    await again.stop();
    await Promise.all(['original', 'original.json'].map((file, index) => writeFileIn(folder(ids.raised), file, kept[index]!)));
    await removeDatabase(drive.dataDir!, 'auth.db', 'media.db');

    const { code, out } = await runCommand('rebuild', [], { SHOEBOX_DATA_DIR: drive.dataDir! });
    expect(code).toBe(1);
    expect(out).toContain('Pictures restored: 1 of 3');
    expect(out).toMatch(
      new RegExp(`Not restored: damaged.jpg \\(objects/${ada.user.id}/${ids.damaged}/original\\): its bytes are damaged`),
    );
    expect(out).toMatch(new RegExp(`Not restored: ${ids.nameless} .*are lost`));
    expect(out).toContain('Permanently deleted, not restored: 1');
    expect(out).toContain(`Not restored: what objects/${rowCopyKey('image', ids.whole)} says: the file is damaged`);
    await drive.close();
  });
});

async function removeDatabase(dataDir: string, ...names: string[]): Promise<void> {
  for (const name of names) for (const end of ['', '-wal', '-shm']) await rm(join(dataDir, `${name}${end}`), { force: true });
}

async function writeFileIn(folder: string, name: string, bytes: Buffer): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), bytes);
}

describeOn('on real servers', [await realServer('mongo'), await realServer('s3'), await realServer('redis')], (mongo, s3, redis) => {
  suite('MongoDB and S3', async () => {
    const stores: Stores = await openStores({ mongo: mongo!, s3: s3!, redis: redis! });
    let database = ownDatabase(mongo!);
    const folder = join(stores.folder, 'data');
    const env = () => ({
      SHOEBOX_DATA_DIR: folder,
      SHOEBOX_DATABASE_URL: database.url,
      SHOEBOX_STORAGE_URL: stores.env.SHOEBOX_STORAGE_URL,
    });
    return {
      start: () => startDrive({ env: { ...env(), SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1' }, dataDir: folder }),
      env,
      loseDatabase: async () => {
        await database.drop();
        database = ownDatabase(mongo!);
      },
      close: async () => {
        await database.drop();
        await stores.remove();
      },
    };
  });
});
