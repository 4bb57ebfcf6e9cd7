import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { applyTransition } from './transitions.js';
import * as arrows from './transitions.js';
import { WAITING, type ImageRow } from './image-row.js';

const STATES = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging', 'trashed', 'trashed rejected'] as const;
type Place = (typeof STATES)[number];
const now = new Date();

const SEEN: Place[] = ['processing', 'ready', 'rejected', 'trashed', 'trashed rejected'];

/** For each transition: the states that allow it, and the result. */
const TABLE: [name: string, arrow: (row: ImageRow) => arrows.Transition, from: Place[], left: object][] = [
  ['commitUpload', () => arrows.commitUpload(), ['uploading'], { state: 'processing', generation: 1 }],
  ['abandon', () => arrows.abandon(), ['uploading'], { state: 'abandoned' }],
  ['trash', (row) => arrows.trash(row, now), ['processing', 'ready', 'rejected'], { deletedAt: now, generation: 2 }],
  ['restore', (row) => arrows.restore(row), ['trashed', 'trashed rejected'], { deletedAt: null, generation: 2 }],
  ['retry', (row) => arrows.retry(row), ['rejected'], { state: 'processing', reason: null, crashCount: 0, generation: 2 }],
  [
    'startPurge',
    (row) => arrows.startPurge(row),
    ['processing', 'ready', 'rejected', 'trashed', 'trashed rejected'],
    { state: 'purging', generation: 2 },
  ],
  ['markDamaged', (row) => arrows.markDamaged(row, now), SEEN, { damagedAt: now, generation: 1 }],
  ['clearDamage', (row) => arrows.clearDamage(row), SEEN, { damagedAt: null, generation: 1 }],
  ['remake', (row) => arrows.remake(row, ['s']), SEEN, { state: 'processing', reason: null, crashCount: 0, generation: 2 }],
  ['heal', (row) => arrows.heal(row, []), SEEN, { damagedAt: null, generation: 2 }],
  ['beginAttempt', (row) => arrows.beginAttempt(row, now), ['processing'], { state: 'processing', attempt: 1, generation: 1 }],
  ['finish', (row) => arrows.finish(row, 'hash'), ['processing'], { state: 'ready', thumbhash: 'hash' }],
  ['reject', (row) => arrows.reject(row, { code: 'X', detail: 'x' }), ['processing'], { state: 'rejected', reason: { code: 'X' } }],
  ['requeue', (row) => arrows.requeue(row, 1), ['processing'], { state: 'processing', crashCount: 1 }],
];

describe('transitions', () => {
  let database: MediaDatabase;
  let images: ImageRepository;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-transitions-'));
    database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: folder }));
    ({ images } = database);
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  async function put(place: Place): Promise<ImageRow> {
    const [first, second] = place.split(' ');
    const trashed = first === 'trashed';
    const state = (trashed ? (second ?? 'ready') : first) as ImageRow['state'];
    const row = imageRow({ state, deletedAt: trashed ? now : null });
    await images.insert(row);
    return (await images.find(row.id))!;
  }

  const cases = TABLE.flatMap(([name, arrow, from, left]) =>
    STATES.map((place) => ({ name, place, allowed: from.includes(place), arrow, left })),
  );

  it.each(cases)('$name from $place: $allowed', async ({ arrow, place, allowed, left }) => {
    const row = await put(place);
    const after = await applyTransition(images, row.id, arrow(row));
    if (allowed) expect(after).toMatchObject(left);
    else expect([after, await images.find(row.id)]).toEqual([null, row]);
  });

  it.each(['trash', 'retry', 'beginAttempt', 'finish', 'reject'])('%s does nothing after another change of the row', async (name) => {
    const row = await put(name === 'retry' ? 'rejected' : 'processing');
    const stale = { ...row };
    await applyTransition(images, row.id, arrows.trash(row, now));
    const arrow = TABLE.find(([each]) => each === name)![1];
    expect(await applyTransition(images, row.id, arrow(stale))).toBeNull();
  });

  it('keeps ready variants when the others are made again', async () => {
    const row = await put('rejected');
    const ready = { ...WAITING, state: 'ready' as const, key: 'a/b', attempts: 1 };
    const failed = { ...WAITING, state: 'failed' as const, attempts: 2, error: { code: 'X', detail: 'x' } };
    await images.update(row.id, {}, { sizes: { s: ready, m: failed, l: failed } });
    const again = await applyTransition(images, row.id, arrows.retry((await images.find(row.id))!));
    expect(again?.sizes).toMatchObject({ s: { state: 'ready', key: 'a/b' }, l: { state: 'waiting', attempts: 2, error: null } });
  });
});
