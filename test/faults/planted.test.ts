import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { DataDir } from '../harness/drive/data-dir.js';
import { DriveGroup } from '../harness/drive/drive-group.js';
import { distinctJpeg } from '../harness/images/distinct.js';
import { jpeg } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';
import { judge, judgeStored, merge, noFindings, type Verdict } from './checker.js';
import { Ledger } from './ledger.js';
import { preload } from './points.js';

/** A drive with a bug, and what its clients did: the checker must find what the bug does. Its zeros mean nothing before. */
describe('the checker finds', () => {
  let root: string;
  let drive: DriveGroup;
  let ada: Client;
  let ledger: Ledger;
  afterEach(async () => {
    await drive.kill();
    await rm(root, { recursive: true });
  });

  async function live(planted?: string): Promise<void> {
    const env = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1', ...(planted && { PLANTED: planted }) };
    drive = new DriveGroup({ dataDir: root, env, nodeOptions: planted ? [`--import=${preload('planted')}`] : [] });
    const url = await drive.url;
    if (!url) throw new Error(drive.lines.join('\n'));
    ada = ada ? ada.at(url) : await Client.signUp(url);
  }

  async function open(planted: string): Promise<void> {
    root = await mkdtemp(join(tmpdir(), 'shoebox-planted-'));
    ledger = new Ledger();
    ada = undefined!;
    await live(planted);
  }

  async function upload(bytes: Buffer): Promise<string> {
    const entry = ledger.find(ledger.add(bytes).sha256)!;
    const answer = await ada.ask('POST', '/api/images', { body: bytes });
    const { id } = answer.json<{ id: string }>();
    ledger.change(entry, { id, ackAt: Date.now(), status: answer.status });
    return id;
  }

  async function verdict(): Promise<Verdict> {
    const folder = new DataDir(root);
    const objects = (await folder.objects()).filter((key) => !key.endsWith('.json'));
    return merge([await judge(ada, ledger), judgeStored(folder.rows(), objects, [ledger])]);
  }

  it('nothing where there is no bug', async () => {
    root = await mkdtemp(join(tmpdir(), 'shoebox-planted-'));
    ledger = new Ledger();
    ada = undefined!;
    await live();
    await ready(ada, await upload(await jpeg()));
    expect(await verdict()).toEqual(noFindings());
  });

  it('an upload that is acknowledged before its object is stored', async () => {
    await open('acknowledged-too-early');
    await upload(await jpeg());
    await drive.kill();
    await live();
    expect((await verdict()).lost).toContainEqual(expect.stringContaining('original'));
  });

  it('bytes that claim no unique key', async () => {
    await open('no-unique-key');
    const bytes = distinctJpeg(await jpeg());
    await Promise.all([upload(bytes), upload(bytes)]);
    expect((await verdict()).doubled).not.toEqual([]);
  });

  it('an attempt that publishes although it is over', async () => {
    await open('no-generation-check');
    const id = await upload(await jpeg());
    await until(async () => ((await ada.image(id)).sizes.s.state === 'working' ? true : null));
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    await ada.json('POST', `/api/images/${id}/restore`, {}, { status: 200 });
    await until(async () => ((await verdict()).zombies.length > 0 ? true : null), 60_000);
  });

  it('maintenance without grace', async () => {
    await open('no-grace');
    await ready(ada, await upload(await jpeg()));
    expect((await verdict()).lost).toContainEqual(expect.stringContaining('size'));
  });
});
