import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { applyTransition, startPurge, trash } from '#libs/domain/image/transitions.js';
import { noteBackup } from '#libs/domain/drive/facts.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { MaintenanceService } from './maintenance.service.js';
import { QueueUnfinished } from './queue-unfinished.task.js';

const DAY = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms);
const anything = Buffer.from('the store does not look inside');

describe('a maintenance turn', () => {
  let fixture: Fixture;
  let turn: () => Promise<void>;
  beforeEach(async () => {
    fixture = await openFixture({ SHOEBOX_GRACE_SECONDS: '3600', SHOEBOX_TRASH_DAYS: '30' });
    const service = fixture.get(MaintenanceService);
    turn = () => service.runTurn();
  });
  afterEach(() => fixture.close());

  it('shows when the last backup began', async () => {
    const shown = async () => /^shoebox_last_backup_timestamp_seconds (\d+)/m.exec(await fixture.metrics!.text())?.[1];
    await turn();
    expect(await shown()).toBe('0');
    await noteBackup(fixture.database.drive, { at: '2026-05-18T10:00:00.000Z', images: 1, bytes: 1, damaged: 0, dest: '/backup' });
    await turn();
    expect(await shown()).toBe('1779098400');
  });

  it('queues unfinished images once, oldest first, without those in the trash', async () => {
    const first = await fixture.uploaded(anything);
    const second = await fixture.uploaded(anything);
    const deleted = await fixture.uploaded(anything);
    await applyTransition(fixture.images, deleted.id, trash(deleted, new Date()));
    await turn();
    await turn();
    expect((await fixture.queue.counts()).waiting).toBe(2);
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      fixture.queue.process(async ({ imageId }) => void (order.push(imageId) === 2 && resolve()), { concurrency: 1 });
    });
    await done;
    expect(order).toEqual([first.id, second.id]);
  });

  it('removes uploads older than the grace period with their objects, and keeps younger ones', async () => {
    const old = await fixture.uploaded(anything);
    const young = { ...old, id: '01kdc7q3v8x2m4n6p8r0s2t4v5', sha256: 'e'.repeat(64), state: 'uploading' as const, createdAt: ago(60_000) };
    await fixture.images.insert(young);
    const { id, originalKey } = { id: '01kdc7q3v8x2m4n6p8r0s2t4v6', originalKey: 'somebody/01kdc7q3v8x2m4n6p8r0s2t4v6/original' };
    await fixture.images.insert({
      ...old,
      id,
      originalKey,
      owner: 'somebody',
      sha256: 'f'.repeat(64),
      state: 'uploading',
      createdAt: ago(2 * 3600_000),
    });
    const file = join(fixture.config.tmpDir, 'left');
    await writeFile(file, anything);
    await fixture.objects.put(originalKey, file, { type: 'image/jpeg' });
    await turn();
    expect(await fixture.images.find(id)).toBeNull();
    await expect(fixture.objects.get(originalKey)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    for (const row of [young, old]) expect(await fixture.images.find(row.id)).not.toBeNull();
  });

  it('removes images that were in the trash for TRASH_DAYS, and completes interrupted removals', async () => {
    const [old, fresh, purging] = [await fixture.uploaded(anything), await fixture.uploaded(anything), await fixture.uploaded(anything)];
    await applyTransition(fixture.images, old.id, trash(old, ago(31 * DAY)));
    await applyTransition(fixture.images, fresh.id, trash(fresh, ago(29 * DAY)));
    await applyTransition(fixture.images, purging.id, startPurge(purging));
    await turn();
    for (const row of [old, purging]) {
      expect(await fixture.images.find(row.id)).toBeNull();
      await expect(fixture.objects.get(row.originalKey)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    }
    expect(await fixture.images.find(fresh.id)).not.toBeNull();
  });

  it('removes temporary files untouched for the grace period', async () => {
    const { tmpDir } = fixture.config;
    const names = ['shoebox-upload-old', 'shoebox-upload-young', 'somebody-elses-old'];
    for (const name of names) await writeFile(join(tmpDir, name), '');
    for (const name of names.filter((each) => each.endsWith('old'))) await utimes(join(tmpDir, name), ago(2 * 3600_000), ago(2 * 3600_000));
    await turn();
    expect((await readdir(tmpDir)).sort()).toEqual(['shoebox-upload-young', 'somebody-elses-old']);
  });

  it('keeps rows and files in flight in this process, however old they are', async () => {
    const row = await fixture.uploaded(anything, { createdAt: ago(DAY) });
    await fixture.images.update(row.id, {}, { set: { state: 'uploading' } });
    const file = join(fixture.config.tmpDir, 'shoebox-upload-slow');
    await writeFile(file, '');
    await utimes(file, ago(DAY), ago(DAY));
    const release = [markInFlight(row.id), markInFlight(file)];
    await turn();
    expect([(await fixture.row(row.id)).state, await readdir(fixture.config.tmpDir)]).toEqual(['uploading', ['shoebox-upload-slow']]);
    for (const each of release) each();
    await turn();
    expect([await fixture.images.find(row.id), await readdir(fixture.config.tmpDir)]).toEqual([null, []]);
  });

  it('forgets guesses that no limit counts any more', async () => {
    const { rateLimits } = fixture.database;
    for (const minutes of [120, 59, 1]) await rateLimits.noteEvent('guess', ago(minutes * 60_000));
    await turn();
    expect(await rateLimits.countEvents('guess', ago(DAY))).toMatchObject({ count: 2 });
  });

  it('forgets tombstones older than a day', async () => {
    const row = await fixture.uploaded(anything);
    await turn();
    await fixture.images.remove(row.id, {});
    const forget = vi.spyOn(fixture.database.maintenance, 'forgetTombstones');
    await turn();
    expect(Math.abs(forget.mock.calls[0]![0].getTime() - ago(DAY).getTime())).toBeLessThan(60_000);
    expect(await fixture.images.changes(row.owner, { at: ago(DAY) }, 10)).toHaveLength(1);
  });

  it('keeps the disk reserve, and removes unfinished writes of the store', async () => {
    const staged = join(fixture.config.dataDir, 'objects/.tmp/left');
    await writeFile(staged, '');
    const sweep = vi.spyOn(fixture.objects, 'sweep');
    await turn();
    expect(await readdir(fixture.config.dataDir)).toContain('reserve');
    expect(sweep.mock.calls[0]![0].getTime()).toBeLessThanOrEqual(ago(3600_000).getTime());
  });

  it('queues the oldest 5,000 of 10,000 images, and yields to the event loop meanwhile', async () => {
    const row = await fixture.uploaded(anything);
    const many = Array.from({ length: 10_000 }, (_, i) => ({ ...row, id: String(i).padStart(26, '0') }));
    vi.spyOn(fixture.database.maintenance, 'listByState').mockImplementation(async (state, { after = '', limit }) =>
      state === 'processing' ? many.filter(({ id }) => id > after).slice(0, limit) : [],
    );
    let ticks = 0;
    const beat = setInterval(() => ticks++, 0);
    await fixture.get(QueueUnfinished).run();
    await fixture.get(QueueUnfinished).run();
    clearInterval(beat);
    expect((await fixture.queue.counts()).waiting).toBe(5_000);
    expect(ticks).toBeGreaterThan(0);
  });

  it('continues with other removals when one fails, and with other tasks when one fails', async () => {
    const [stuck, next] = [await fixture.uploaded(anything), await fixture.uploaded(anything)];
    for (const row of [stuck, next]) await applyTransition(fixture.images, row.id, startPurge(row));
    const remove = fixture.objects.remove.bind(fixture.objects);
    vi.spyOn(fixture.objects, 'remove').mockImplementation(async (keys) => {
      if (keys.includes(stuck.originalKey)) throw new Error('stuck');
      return remove(keys);
    });
    vi.spyOn(fixture.database.maintenance, 'listTrash').mockRejectedValue(new Error('fails'));
    await turn();
    expect([await fixture.images.find(stuck.id), await fixture.images.find(next.id)]).toEqual([expect.anything(), null]);
  });

  it('removes nothing while the database and the store do not belong together', async () => {
    const row = await fixture.uploaded(anything);
    await turn();
    await applyTransition(fixture.images, row.id, startPurge(row));
    const id = join(fixture.config.dataDir, 'objects/drive-id');
    const right = await readFile(id);
    await writeFile(id, 'another');
    await turn();
    expect(await fixture.images.find(row.id)).not.toBeNull();
    await writeFile(id, right);
    await turn();
    expect(await fixture.images.find(row.id)).toBeNull();
  });
});
