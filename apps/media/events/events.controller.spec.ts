import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Image } from '#libs/api/image.js';
import { abandon, applyTransition, edit } from '#libs/domain/image/transitions.js';
import { newId } from '#libs/domain/image/keys.js';

import { EventReader, type ReadEvent } from '../testing/event-reader.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
const readers: EventReader[] = [];
beforeEach(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const reader of readers.splice(0)) await reader.close().catch(() => undefined);
  await media.close();
});

async function listen(lastEventId?: string, who = ada): Promise<EventReader> {
  const response = await who('/api/events', lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } });
  expect(response.status).toBe(200);
  const reader = new EventReader(response.body!);
  readers.push(reader);
  return reader;
}
let seed = 0;
const upload = async (who = ada) => (await (await who('/api/images', { method: 'POST', body: png(++seed) })).json()) as Image;
const call = async (method: string, path: string) => (await ada(path, { method })).status;
const about = (id: string) => (event: ReadEvent) => event.data.id === id;

/** Inserts rows as uploads leave them. */
async function insertMany(count: number): Promise<string[]> {
  const { id } = await upload();
  const { updatedAt: _, ...row } = (await media.images.find(id))!;
  const rows: Omit<ImageRow, 'updatedAt'>[] = Array.from({ length: count }, (_unused, index) => {
    const own = newId();
    return { ...row, id: own, sha256: String(index).padStart(64, '0'), originalKey: `${ada.owner}/${own}/original` };
  });
  await Promise.all(rows.map((one) => media.images.insert(one)));
  return rows.map((one) => one.id);
}

describe('GET /api/events', () => {
  it('reports uploads, changes, moves to the trash, restores and removals', async () => {
    const response = await ada('/api/events');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const events = new EventReader(response.body!);
    readers.push(events);
    const image = await upload();
    const first = await events.find(about(image.id));
    expect(first).toMatchObject({ event: 'image', lastEventId: expect.stringMatching(/^1-\d+$/) as string });
    expect(Image.parse(first.data)).toEqual(image);
    expect(await call('DELETE', `/api/images/${image.id}`)).toBe(204);
    const trashed = await events.find(about(image.id));
    expect(trashed).toMatchObject({ event: 'image', data: { deletedAt: expect.any(String) as string, generation: 2 } });
    expect(await call('POST', `/api/images/${image.id}/restore`)).toBe(200);
    expect(await events.find(about(image.id))).toMatchObject({ event: 'image', data: { deletedAt: null, generation: 3 } });
    expect(await call('DELETE', `/api/images/${image.id}?forever=true`)).toBe(204);
    expect(await events.find(about(image.id))).toMatchObject({ event: 'removed', data: { id: image.id } });
  });

  it('starts now, and reports neither images of others nor uploads in progress', async () => {
    const before = await upload();
    const events = await listen();
    const others = await upload(media.as('eve'));
    const [onItsWay] = await insertMany(1);
    const { updatedAt: _, ...row } = (await media.images.find(onItsWay!))!;
    const uploading = { ...row, id: newId(), sha256: 'f'.repeat(64), state: 'uploading' as const };
    await media.images.insert(uploading);
    const last = await upload();
    const seen: string[] = [];
    await events.find((event) => {
      seen.push(event.data.id);
      return event.data.id === last.id;
    });
    for (const id of [before.id, others.id, uploading.id]) expect(seen).not.toContain(id);
    await applyTransition(media.images, uploading.id, abandon());
    expect(await events.find(about(uploading.id))).toMatchObject({ event: 'removed' });
  });

  it('sends each change once although polls overlap', async () => {
    const events = await listen();
    const first = await upload();
    const seen: string[] = [];
    await events.find((event) => seen.push(event.data.id) > 0 && event.data.id === first.id);
    const looks = vi.spyOn(media.images, 'changes');
    while (looks.mock.calls.length < 3) await wait(100);
    const second = await upload();
    await events.find((event) => seen.push(event.data.id) > 0 && event.data.id === second.id);
    expect(seen).toEqual([first.id, second.id]);
    // The overlap of ten seconds.
    const [, { at }] = looks.mock.calls[0]!;
    expect(Date.now() - at.getTime()).toBeGreaterThan(10_000);
  });

  it('sends two changes of one image with the same time', async () => {
    const image = await upload();
    const events = await listen();
    const now = Date.now() + 1;
    const time = vi.spyOn(Date, 'now').mockReturnValue(now);
    for (const name of ['one.png', 'two.png']) {
      await applyTransition(media.images, image.id, edit((await media.images.find(image.id))!, { name }));
      expect(await events.find(about(image.id))).toMatchObject({ data: { name } });
    }
    time.mockRestore();
  });

  it('resumes from Last-Event-ID and sends everything missed', async () => {
    const events = await listen();
    const first = await upload();
    const { lastEventId } = await events.find(about(first.id));
    await events.close();
    const ids = await insertMany(450);
    const gone = await upload();
    await call('DELETE', `/api/images/${gone.id}?forever=true`);
    const again = await listen(lastEventId);
    const left = new Set([...ids, gone.id]);
    await again.find((event) => left.delete(event.data.id) && left.size === 0);
    const now = await upload();
    expect(await again.find(about(now.id))).toMatchObject({ event: 'image' });
  });

  it('sends an id to resume from although nothing happened', async () => {
    const events = await listen();
    const image = await upload();
    await events.find(about(image.id));
    expect(events.lines.slice(0, 3)).toEqual([': listening', expect.stringMatching(/^id: 1-\d+$/), '']);
  });

  it.each(['0', '1-', '2-1732400000000', '1-x', 'x'.repeat(300), `1-${Date.now() - 3 * 86_400_000}`])(
    'refuses Last-Event-ID %.40s',
    async (lastEventId) => {
      const response = await ada('/api/events', { headers: { 'last-event-id': lastEventId } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST', detail: expect.stringContaining('Last-Event-ID') as string });
    },
  );

  it('treats a future Last-Event-ID as now, refuses an unknown query, and answers HEAD with the headers', async () => {
    const events = await listen(`1-${Date.now() + 86_400_000}`);
    const image = await upload();
    expect(await events.find(about(image.id))).toMatchObject({ event: 'image' });
    expect((await ada('/api/events?since=1')).status).toBe(400);
    expect((await ada('/api/events', { method: 'HEAD' })).headers.get('content-type')).toBe('text/event-stream');
  });

  it('polls once for all listeners, and not at all without one', async () => {
    const many = [await listen(), await listen(), await listen()];
    const looks = vi.spyOn(media.images, 'changes');
    const image = await upload();
    for (const events of many) await events.find(about(image.id));
    const [, { at }] = looks.mock.calls[0]!;
    expect(looks.mock.calls.filter(([, after]) => after.at.getTime() === at.getTime())).toHaveLength(1);
    for (const events of many) await events.close();
    await wait(200);
    looks.mockClear();
    await wait(2_500);
    expect(looks).not.toHaveBeenCalled();
  });

  it('keeps the connection while the repository is unavailable, and sends the changes afterwards', async () => {
    const events = await listen();
    const looks = vi.spyOn(media.images, 'changes').mockRejectedValue(new RepositoryUnavailable());
    const image = await upload();
    while (looks.mock.calls.length < 2) await wait(50);
    looks.mockRestore();
    expect(await events.find(about(image.id))).toMatchObject({ event: 'image' });
  });

  it('refuses more than twenty connections of one person', async () => {
    for (let count = 0; count < 20; count++) await listen();
    const response = await ada('/api/events');
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await response.json()).toMatchObject({ code: 'RATE_LIMITED' });
    await listen(undefined, media.as('eve'));
  });

  it('ends the stream at once at shutdown', async () => {
    const events = await listen();
    await media.app.close();
    await events.ended();
  });
});
