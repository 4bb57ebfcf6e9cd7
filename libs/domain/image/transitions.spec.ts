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

const STATES = [
  'uploading',
  'processing',
  'ready',
  'rejected',
  'abandoned',
  'purging',
  'trashed',
  'trashed rejected',
  'trashed processing',
  'trashed purging',
] as const;
type Place = (typeof STATES)[number];
const now = new Date();

const SEEN: Place[] = ['processing', 'ready', 'rejected', 'trashed', 'trashed rejected', 'trashed processing'];

/** For each transition: the states that allow it, and the result. */
const TABLE: [name: string, arrow: (row: ImageRow) => arrows.Transition, from: Place[], left: object][] = [
  ['commitUpload', () => arrows.commitUpload(), ['uploading'], { state: 'processing', generation: 1 }],
  ['abandon', () => arrows.abandon(), ['uploading'], { state: 'abandoned' }],
  ['trash', (row) => arrows.trash(row, now), ['processing', 'ready', 'rejected'], { deletedAt: now, generation: 2 }],
  ['restore', (row) => arrows.restore(row), ['trashed', 'trashed rejected', 'trashed processing'], { deletedAt: null, generation: 2 }],
  ['retry', (row) => arrows.retry(row), ['rejected'], { state: 'processing', reason: null, crashCount: 0, generation: 2 }],
  [
    'startPurge',
    (row) => arrows.startPurge(row),
    ['processing', 'ready', 'rejected', 'trashed', 'trashed rejected', 'trashed processing'],
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
  ['publishVariant', (row) => arrows.publishVariant(row, 's', WAITING), ['processing'], { state: 'processing' }],
  ['edit', (row) => arrows.edit(row, { name: 'new.png' }), ['processing', 'ready', 'rejected'], { name: 'new.png' }],
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
    const row = imageRow({ state, deletedAt: trashed ? now : null, crashCount: state === 'rejected' ? 1 : 0 });
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

  const NARROW: [name: string, arrow: (row: ImageRow) => arrows.Transition, from: Place, checked: string][] = [
    ['trash', (row) => arrows.trash(row, now), 'ready', 'owner, generation'],
    ['restore', (row) => arrows.restore(row), 'trashed', 'owner, generation'],
    ['retry', (row) => arrows.retry(row), 'rejected', 'owner, generation'],
    ['startPurge', (row) => arrows.startPurge(row), 'ready', 'owner, generation'],
    ['edit', (row) => arrows.edit(row, { name: 'x' }), 'ready', 'owner'],
    ['beginAttempt', (row) => arrows.beginAttempt(row, now), 'processing', 'generation, attempt'],
    ['publishVariant', (row) => arrows.publishVariant(row, 's', WAITING), 'processing', 'generation, attempt'],
    ['finish', (row) => arrows.finish(row, 'hash'), 'processing', 'generation, attempt'],
    ['reject', (row) => arrows.reject(row, { code: 'X', detail: 'x' }), 'processing', 'generation, attempt'],
    ['requeue', (row) => arrows.requeue(row, 1), 'processing', 'generation, attempt'],
  ];
  const parts = NARROW.flatMap(([name, arrow, from, checked]) => checked.split(', ').map((part) => ({ name, arrow, from, part })));

  it.each(parts)('$name is refused when only the $part of the row is another one', async ({ arrow, from, part }) => {
    const row = await put(from);
    const other = { owner: 'somebody else', generation: row.generation + 1, attempt: row.attempt + 1 }[part];
    expect(await applyTransition(images, row.id, arrow({ ...row, [part]: other }))).toBeNull();
    expect(await images.find(row.id)).toEqual(row);
  });

  it('abandons under the condition of the caller only', async () => {
    const row = await put('uploading');
    expect(await applyTransition(images, row.id, arrows.abandon({ createdBefore: new Date(0) }))).toBeNull();
  });

  it('a commit claims the bytes, and a purge releases them', async () => {
    const row = await put('uploading');
    await applyTransition(images, row.id, arrows.commitUpload());
    expect((await images.findByHash(row.owner, row.sha256))?.id).toBe(row.id);
    await applyTransition(images, row.id, arrows.startPurge(row));
    expect(await images.findByHash(row.owner, row.sha256)).toBeNull();
  });

  it('knows which attempts are over', async () => {
    const row = { ...(await put('processing')), generation: 2, attempt: 3 };
    const over = (at: ImageRow, generation: number, attempt: number) => arrows.isOver(at, { generation, attempt });
    expect([over(row, 2, 3), over(row, 2, 2), over(row, 1, 3), over(row, 2, 4), over(row, 3, 3)]).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
    expect([over({ ...row, state: 'ready' }, 2, 3), over({ ...row, deletedAt: now }, 2, 3)]).toEqual([true, true]);
  });

  it('a crash is counted, and makes the image the last', async () => {
    const row = await put('processing');
    const after = await applyTransition(images, row.id, arrows.requeue(row, 1));
    expect([arrows.priorityOf(row), arrows.priorityOf(after!), arrows.priorityOf({ ...row, generation: 2 })]).toEqual([
      'new',
      'last',
      'rebuild',
    ]);
  });

  it('a rejection keeps the variants that are ready', async () => {
    const row = await put('processing');
    const ready = { ...WAITING, state: 'ready' as const, key: 'a/b' };
    const after = await applyTransition(
      images,
      row.id,
      arrows.reject({ ...row, sizes: { ...row.sizes, s: ready } }, { code: 'X', detail: 'x' }),
    );
    expect(after?.sizes).toMatchObject({ s: { state: row.sizes.s.state }, m: { state: 'failed', error: { code: 'X' } } });
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
