import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { newId } from '#libs/domain/image/keys.js';
import { openMediaDatabase } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

import { Feed } from './feed.js';
import type { Listener } from './listener.js';

let dataDir: string;
let database: MediaDatabase;
let images: ImageRepository;
let feed: Feed;
let idle = 0;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shoebox-feed-'));
  database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: dataDir }));
  ({ images } = database);
  idle = 0;
  feed = new Feed({
    images,
    drive: database.drive,
    logger: pino({ level: 'silent' }),
    owner: 'ada',
    ownerName: 'ada',
    onIdle: () => idle++,
  });
});
afterEach(async () => {
  feed.end();
  await database.close();
  await rm(dataDir, { recursive: true });
});

const insertMany = async (count: number) => {
  const rows = Array.from({ length: count }, () => imageRow({ id: newId(), name: 'x'.repeat(200) }));
  await Promise.all(rows.map((row) => images.insert(row)));
  return rows.map(({ id }) => id);
};

it('buffers a limited amount for a slow listener, delays no other, and sends everything once it reads', async () => {
  const slow = await feed.listen(Date.now());
  const quick = await feed.listen(Date.now());
  const held = () => slow.stream.writableLength + slow.stream.readableLength;
  const ids = await insertMany(3_000);
  const heardBy = (listener: typeof slow) => {
    const left = new Set(ids);
    const twice: string[] = [];
    let text = '';
    const done = new Promise<void>((resolve) => {
      listener.stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const messages = text.split('\n\n');
        text = messages.pop()!;
        for (const [, id] of messages.join('\n').matchAll(/^data: \{"id":"(\w+)"/gm)) if (!left.delete(id!)) twice.push(id!);
        if (left.size === 0) resolve();
      });
    });
    return { done, twice };
  };
  await heardBy(quick).done;
  while (slow.live) await wait(50);
  const most = 600 * 1024;
  expect(held()).toBeGreaterThan(100 * 1024);
  expect(held()).toBeLessThan(most);
  await insertMany(1_000);
  await wait(2_500);
  expect(held()).toBeLessThan(most);
  const { done } = heardBy(slow);
  await done;
  // It is live again.
  while (!slow.live) await wait(50);
  const [last] = await insertMany(1);
  let text = '';
  while (!text.includes(last!)) text += String((await once(slow.stream, 'data'))[0]);
});

/** What the listener is sent until it contains the text. */
async function textWith(listener: Listener, wanted: string): Promise<string> {
  let text = '';
  while (!text.includes(wanted)) text += String((await once(listener.stream, 'data'))[0]);
  return text;
}

it('sends the changes after the clock was set back by an hour, and lets a client resume from there', async () => {
  const listener = await feed.listen(Date.now());
  const [before] = await insertMany(1);
  await textWith(listener, before!);
  const now = Date.now();
  const setBack = vi.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000);
  const [after] = await insertMany(1);
  const text = await textWith(listener, after!);
  const ids = [...text.matchAll(/^id: 1-(\d+)$/gm)].map(([, at]) => Number(at));
  expect(ids.at(-1)).toBeLessThan(now);
  setBack.mockRestore();
});

it('is idle when the last listener has left', async () => {
  const [one, two] = [await feed.listen(Date.now()), await feed.listen(Date.now(), 0)];
  one.stream.destroy();
  await once(one.stream, 'close');
  expect([feed.size, idle]).toEqual([1, 0]);
  two.stream.destroy();
  await once(two.stream, 'close');
  expect([feed.size, idle]).toEqual([0, 1]);
});
