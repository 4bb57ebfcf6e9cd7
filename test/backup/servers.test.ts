import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { ownDatabase } from '../harness/servers/mongo.js';
import { emptyBucket, newBucket } from '../harness/servers/s3.js';
import { describeOn, realServer, storageUrl } from '../harness/servers/servers.js';
import { everythingOf, furnish, run, uploadOne } from './backup-suite.js';

const PICTURES = 30;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-backup-servers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const place = (name: string) => join(folder, name);

describeOn('on real servers', [await realServer('mongo'), await realServer('s3')], (mongoUrl, s3Url) => {
  const database = ownDatabase(mongoUrl!);
  const [storage, bucket] = [storageUrl(s3Url!, newBucket()), storageUrl(s3Url!, newBucket())];
  const stack = { SHOEBOX_DATABASE_URL: database.url, SHOEBOX_STORAGE_URL: storage };
  let drive: TestDrive;
  let ada: Client;
  const ids: string[] = [];

  beforeAll(async () => {
    const lines = Object.entries(stack).map(([name, value]) => `${name}='${value}'\n`);
    await writeFile(place('stack.env'), lines.join(''));
    // The address has a password, which a list of processes would show.
    await writeFile(place('bucket'), `${bucket}\n`);
    drive = await startDrive({ dataDir: place('embedded') });
    ada = await Client.signUp(drive.url, 'ada@example.org');
    for (let n = 0; n < PICTURES; n++) ids.push((await uploadOne(ada, `${n}.png`)).id);
    await furnish(ada, ids);
  });
  afterAll(async () => {
    await drive.stop();
    await database.drop();
    await Promise.all([emptyBucket(storage), emptyBucket(bucket)]);
  });

  it('a drive in a folder is backed up to a bucket and restored to servers', async () => {
    const before = await everythingOf(ada);
    const { code, said } = await run('backup', [place('bucket'), '--drive', place('embedded')]);
    expect([code, said]).toEqual([0, expect.stringContaining('Everything was backed up to')]);
    const secret = new URL(bucket.replace('s3+', '')).password;
    expect(said).not.toContain(secret);
    expect(await readFile(place('bucket'), 'utf8')).toContain(secret);
    await drive.stop();

    expect(await run('restore', ['--from', place('bucket'), '--to', place('stack.env')])).toMatchObject({ code: 0 });
    drive = await startDrive({ dataDir: place('beside'), env: stack });
    ada = new Client(drive.url, ada.token);
    expect(await everythingOf(ada)).toEqual(before);
    await new Client(drive.url).json('POST', '/api/auth/login', { email: 'ada@example.org', password: PASSWORD }, { status: 200 });
  });

  it('a drive on servers is backed up under load, and restored to a folder', async () => {
    const before = await everythingOf(ada);
    let ended = false;
    const load = (async () => {
      for (let n = 0; !ended; n++) {
        const { id } = await uploadOne(ada, `later ${n}.png`);
        if (n % 3 === 0) await ada.json('DELETE', `/api/images/${id}?forever`, undefined, { status: 204 });
        if (n % 3 === 1) await ada.json('PATCH', `/api/images/${id}`, { name: 'renamed.png' }, { status: 200 });
      }
    })();
    const { code, said } = await run('backup', [place('backup'), '--drive', place('stack.env')]);
    ended = true;
    await load;
    expect([code, said]).toEqual([0, expect.stringContaining('Everything was backed up to')]);
    await drive.stop();

    expect(await run('restore', ['--from', place('backup'), '--to', place('back')])).toMatchObject({ code: 0 });
    drive = await startDrive({ dataDir: place('back') });
    const after = await everythingOf(new Client(drive.url, ada.token));
    expect(after.images).toMatchObject(before.images as object);
    expect([after.albums, after.shares]).toEqual([before.albums, before.shares]);
  });

  it('a second backup to the bucket copies nothing that is there', async () => {
    const { code, said } = await run('backup', [place('bucket'), '--drive', place('back'), '--keep-last', '1']);
    expect([code, said]).toEqual([0, expect.stringContaining('1 older backup removed')]);
    expect((await run('backup', [place('bucket'), '--drive', place('back')])).said).toMatch(/, 0 of them new/);
    expect(await run('restore', ['--from', place('bucket'), '--verify'])).toMatchObject({ code: 0 });
  });
});
