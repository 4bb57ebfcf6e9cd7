import { PassThrough, Readable } from 'node:stream';
import { setImmediate as pause } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { ClientGone } from '#libs/http/body.js';

import { forEachChunk } from './for-each-chunk.js';

const texts = (seen: string[]) => async (chunk: Buffer) => void seen.push(String(chunk));

it('hands on each chunk in order, one at a time', async () => {
  const seen: string[] = [];
  let busy = 0;
  await forEachChunk(Readable.from(['a', 'b', 'c'].map((text) => Buffer.from(text))), async (chunk) => {
    expect(++busy).toBe(1);
    await pause();
    seen.push(String(chunk));
    busy--;
  });
  expect(seen).toEqual(['a', 'b', 'c']);
});

it('waits for the last chunk before it ends', async () => {
  let written = false;
  const source = new PassThrough();
  source.end('a');
  await forEachChunk(source, async () => {
    for (let turn = 0; turn < 5; turn++) await pause();
    written = true;
  });
  expect(written).toBe(true);
});

it.each([
  [
    'throws',
    () => {
      throw new Error('full');
    },
  ],
  ['rejects', () => Promise.reject(new Error('full'))],
])('fails when the receiver %s, takes no more, and leaves the source alone', async (_how, receive) => {
  const source = new PassThrough();
  source.write('a');
  let calls = 0;
  const done = forEachChunk(source, () => {
    calls++;
    return receive();
  });
  await expect(done).rejects.toThrow('full');
  source.write('b');
  await pause();
  expect([calls, source.destroyed, source.listenerCount('data')]).toEqual([1, false, 0]);
});

it('fails with what the source fails with', async () => {
  const source = new PassThrough();
  const done = forEachChunk(source, texts([]));
  source.destroy(new Error('EIO'));
  await expect(done).rejects.toThrow('EIO');
});

it.each([
  ['just stops', (source: PassThrough) => source.destroy()],
  ['is reset', (source: PassThrough) => source.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
])('takes a source that %s for a client that left', async (_how, stop) => {
  const source = new PassThrough();
  const seen: string[] = [];
  const done = forEachChunk(source, texts(seen));
  source.write('a');
  await pause();
  stop(source);
  await expect(done).rejects.toBeInstanceOf(ClientGone);
  expect(seen).toEqual(['a']);
  await expect(forEachChunk(source, texts([]))).rejects.toBeInstanceOf(ClientGone);
});

it('hears an error that comes after its own', async () => {
  const source = new PassThrough();
  source.write('a');
  await expect(forEachChunk(source, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  source.destroy(new Error('late'));
  await pause();
});
