import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { applyTransition, beginAttempt, publishVariant, retry, trash } from '#libs/domain/image/transitions.js';
import { newId, originalKey, variantKey } from '#libs/domain/image/keys.js';
import { resultPrefix } from '#libs/domain/transform/results.js';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { RemoveUnnamedVariants, ReportOrphanedOriginals, StoreAudit } from './store-audit.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';

const anything = Buffer.from('the store does not look inside');
const old = new Date(Date.now() - 2 * 3600_000);

describe('the store audit', () => {
  let fixture: Fixture;
  const removeUnnamed = () => fixture.get(RemoveUnnamedVariants).run();
  const report = () => fixture.get(ReportOrphanedOriginals).run();
  beforeEach(async () => {
    fixture = await openFixture({ SHOEBOX_GRACE_SECONDS: '3600' });
  });
  afterEach(() => fixture.close());

  const path = (key: string) => join(fixture.config.dataDir, 'objects', key);

  /** Stores an object older than the grace period. */
  async function put(key: string, time = old): Promise<string> {
    const file = join(fixture.config.tmpDir, 'put');
    await writeFile(file, anything);
    await fixture.objects.put(key, file, { type: 'image/jpeg' });
    await utimes(path(key), time, time);
    return key;
  }
  const keyOf = ({ owner, id }: ImageRow, generation: number, attempt: number) => variantKey(owner, id, generation, attempt, 's');
  const left = async () => (await Array.fromAsync(fixture.objects.list(''))).map(({ key }) => key);

  /** A row at its second attempt. */
  async function begun(): Promise<ImageRow> {
    let row = await fixture.uploaded(anything);
    for (let attempt = 0; attempt < 2; attempt++) row = (await applyTransition(fixture.images, row.id, beginAttempt(row, new Date())))!;
    return row;
  }
  const publish = async (row: ImageRow, key: string) =>
    (await applyTransition(fixture.images, row.id, publishVariant(row, 's', { ...WAITING, state: 'ready', key })))!;

  it('removes only variants of ended attempts that no row names', async () => {
    const row = await begun();
    const dead = await put(keyOf(row, 1, 1));
    const [running, unknown, young] = [keyOf(row, 1, 2), keyOf(row, 1, 3), `${row.owner}/${row.id}/1-1/m`];
    await put(running);
    await put(unknown);
    await put(young, new Date());
    expect(await removeUnnamed()).toBe(1);
    expect((await left()).sort()).toEqual([row.originalKey, running, unknown, young].sort());
    expect(await left()).not.toContain(dead);
  });

  it('removes results of no image, and keeps those of an image, and of one whose row was lost', async () => {
    const row = await begun();
    const lost = newId();
    await put(originalKey(row.owner, lost));
    const kept = [row.id, lost].map((id) => `${resultPrefix(row.owner, id, 'name')}digest.jpg`);
    for (const key of kept) await put(key);
    const orphan = await put(`${resultPrefix(row.owner, newId(), 'name')}digest.jpg`);
    expect(await removeUnnamed()).toBe(1);
    expect(await left()).toEqual(expect.arrayContaining(kept));
    expect(await left()).not.toContain(orphan);
  });

  it('keeps variants that a row names from an earlier attempt, also in the trash', async () => {
    const first = await begun();
    const named = await put(keyOf(first, 1, 2));
    const row = await publish(first, named);
    await fixture.images.update(row.id, {}, { set: { state: 'rejected' } });
    const again = (await applyTransition(fixture.images, row.id, retry((await fixture.images.find(row.id))!)))!;
    const later = (await applyTransition(fixture.images, row.id, beginAttempt(again, new Date())))!;
    await applyTransition(fixture.images, row.id, trash(later, new Date()));
    const dead = await put(keyOf(row, 2, 3));
    expect(await removeUnnamed()).toBe(1);
    expect(await left()).toEqual(expect.arrayContaining([named, row.originalKey]));
    expect(await left()).not.toContain(dead);
  });

  it('removes variants of a removed image, but none beside an original without a row', async () => {
    const [gone, lost] = [newId(), newId()];
    const dead = await put(variantKey('ada', gone, 1, 1, 's'));
    const kept = [await put(originalKey('ada', lost)), await put(variantKey('ada', lost, 1, 1, 's'))];
    expect(await removeUnnamed()).toBe(1);
    expect((await left()).sort()).toEqual(kept.sort());
    expect(await left()).not.toContain(dead);
  });

  it('reports originals and metadata without a row once an audit, and removes none', async () => {
    const warn = vi.spyOn(fixture.logger, 'warn');
    await fixture.uploaded(anything);
    const [lost, alone] = [originalKey('ada', newId()), originalKey('ada', newId())];
    await put(lost);
    await mkdir(path(alone).replace('/original', ''), { recursive: true });
    await writeFile(`${path(alone)}.json`, '{}');
    await utimes(`${path(alone)}.json`, old, old);
    await put('drive-id');
    expect([await removeUnnamed(), await report(), await report()]).toEqual([0, 2, 0]);
    expect(warn).toHaveBeenCalledExactlyOnceWith({ count: 2, keys: expect.arrayContaining([lost, alone]) }, expect.any(String));
    expect(await left()).toContain(lost);
    expect(await readdir(path(alone).replace('/original', ''))).toEqual(['original.json']);
  });

  it('continues in the next turn, and pauses after the last object', async () => {
    const list = vi.spyOn(fixture.objects, 'list');
    fixture.get(StoreAudit).objectsPerTurn = 4;
    for (let i = 0; i < 6; i++) await put(variantKey('ada', newId(), 1, 1, 's'));
    expect(await removeUnnamed()).toBe(4);
    expect(await removeUnnamed()).toBe(2);
    expect(await left()).toEqual([]);
    await put(variantKey('ada', newId(), 1, 1, 's'));
    list.mockClear();
    expect(await removeUnnamed()).toBe(0);
    expect(list).not.toHaveBeenCalled();
  });

  it('starts again after the store failed', async () => {
    await put(variantKey('ada', newId(), 1, 1, 's'));
    vi.spyOn(fixture.objects, 'remove').mockRejectedValueOnce(new Error('away'));
    await expect(removeUnnamed()).rejects.toThrow('away');
    expect(await removeUnnamed()).toBe(1);
  });
});
