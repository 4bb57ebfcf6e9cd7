import { readdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { parseRowCopy, rowCopyKey } from '#libs/domain/drive/row-copies.js';
import { applyTransition, restore, startPurge, trash } from '#libs/domain/image/transitions.js';
import { removeImage } from '#libs/domain/image/remove-image.js';
import { originalOptions } from '#libs/domain/image/original-options.js';
import { nextId } from '#libs/ports/image-fixture.contract.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';
import type { RowKind } from '#libs/ports/changed-rows.js';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { WriteRowCopies } from './write-row-copies.task.js';

const CREATED = new Date('2026-05-01T10:00:00Z');

describe('copies of rows', () => {
  let fixture: Fixture;
  let run: () => Promise<number>;
  beforeEach(async () => {
    fixture = await openFixture();
    const task = fixture.get(WriteRowCopies);
    run = () => task.run();
  });
  afterEach(() => fixture.close());

  const copy = async <K extends RowKind>(kind: K, id: string) => {
    const found = await fixture.objects.get(rowCopyKey(kind, id)).catch(() => null);
    return found && parseRowCopy(kind, await text(found.stream));
  };

  it('say what was changed of an image, and go when it is as uploaded again', async () => {
    const { images, objects } = fixture;
    const row = await fixture.uploaded(Buffer.from('bytes'));
    vi.spyOn(objects, 'metadata').mockImplementation(async () => originalOptions(row, 'ada').metadata ?? null);
    expect([await run(), await copy('image', row.id)]).toEqual([0, null]);
    const deletedAt = new Date('2026-06-01T10:00:00.123Z');
    const renamed = await images.update(row.id, {}, { set: { name: 'Ünïcode 🐙.jpg', takenAt: CREATED } });
    const trashed = await applyTransition(images, row.id, trash(renamed!, deletedAt));
    await run();
    const wanted = { version: 1, owner: row.owner, name: 'Ünïcode 🐙.jpg', takenAt: CREATED, deletedAt };
    expect(await copy('image', row.id)).toEqual(wanted);
    await applyTransition(images, row.id, restore(trashed!));
    await run();
    expect(await copy('image', row.id)).toEqual({ ...wanted, deletedAt: null });
    await images.update(row.id, {}, { set: { name: row.name, takenAt: row.takenAt } });
    await run();
    expect(await copy('image', row.id)).toBeNull();
    expect(await run()).toBe(0);
  });

  it('of an image that is deleted for good go', async () => {
    const { images, objects, config, database } = fixture;
    const row = await fixture.uploaded(Buffer.from('bytes'));
    await images.update(row.id, {}, { set: { name: 'later.jpg' } });
    await run();
    expect(await copy('image', row.id)).not.toBeNull();
    const purging = await applyTransition(images, row.id, startPurge(row));
    await removeImage({ images, shares: database.shares, objects, tmpDir: config.tmpDir }, purging!);
    await run();
    expect(await copy('image', row.id)).toBeNull();
  });

  it('of albums and shares say all of them, and go with them', async () => {
    const { albums, shares } = fixture.database;
    const album = {
      id: nextId(),
      owner: 'ada',
      name: 'Rome',
      order: 'date' as const,
      cover: 'two',
      images: ['one', 'two'],
      createdAt: CREATED,
    };
    const share = shareRow({ passwordHash: '$argon2id$x', expiresAt: CREATED, sizes: ['s', 'o'] });
    await albums.insert(album);
    await shares.insert(share);
    await run();
    const { id: _, ...wanted } = album;
    const { id: __, ...shared } = share;
    expect(await copy('album', album.id)).toEqual({ ...wanted, version: 1 });
    expect(await copy('share', share.id)).toEqual({ ...shared, version: 1 });
    await albums.update(album.id, 1, { images: ['two'] });
    await run();
    expect(await copy('album', album.id)).toMatchObject({ images: ['two'] });
    await albums.remove(album.id, 'ada');
    await shares.remove('ada', share.id);
    await run();
    expect([await copy('album', album.id), await copy('share', share.id)]).toEqual([null, null]);
    expect(await readdir(fixture.config.tmpDir)).toEqual([]);
  });

  it('are tried again when the store fails, and one that fails does not stop the others', async () => {
    const { albums } = fixture.database;
    const ids = [nextId(), nextId()];
    for (const id of ids) await albums.insert({ id, owner: 'ada', name: id, order: 'hand', cover: null, images: [], createdAt: CREATED });
    const put = fixture.objects.put.bind(fixture.objects);
    const spy = vi.spyOn(fixture.objects, 'put').mockImplementation(async (key, ...rest) => {
      if (key.endsWith(ids[1]!)) throw new Error('stuck');
      return put(key, ...rest);
    });
    expect([await run(), (await copy('album', ids[0]!))?.name, await copy('album', ids[1]!)]).toEqual([1, ids[0], null]);
    spy.mockRestore();
    expect([await run(), (await copy('album', ids[1]!))?.name]).toEqual([1, ids[1]]);
  });

  it('of a large library are written in pages, what was changed last first', async () => {
    const { albums } = fixture.database;
    const ids = Array.from({ length: 250 }, () => nextId());
    for (const id of ids) await albums.insert({ id, owner: 'ada', name: 'x', order: 'hand', cover: null, images: [], createdAt: CREATED });
    const list = vi.spyOn(fixture.database.changedRows, 'list');
    expect(await run()).toBe(250);
    expect(list.mock.calls.map(([{ limit }]) => limit)).toEqual([100, 100, 100]);
    expect((await list.mock.results[0]!.value)[0].id).toBe(ids.at(-1));
  });
});
