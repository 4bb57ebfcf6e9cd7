import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate as pause } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { ClientGone } from '#libs/http/body.js';

import { forEachChunk } from './for-each-chunk.js';

const texts = (seen: string[]) => async (chunk: Buffer) => void seen.push(String(chunk));

it('passes each chunk on in order, one at a time', async () => {
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

it('resolves after the last chunk was handled', async () => {
  let written = false;
  const source = new PassThrough();
  source.end('a');
  await forEachChunk(source, async () => {
    for (let turn = 0; turn < 5; turn++) await pause();
    written = true;
  });
  expect(written).toBe(true);
});

it('rejects when the last chunk can’t be written, also when the end came before that was known', async () => {
  const source = new PassThrough();
  const ended = once(source, 'end');
  const done = forEachChunk(source, () => ended.then(() => Promise.reject(new Error('full'))));
  source.end('a');
  await expect(done).rejects.toThrow('full');
});

it.each([
  [
    'throws',
    () => {
      throw new Error('full');
    },
  ],
  ['rejects', () => Promise.reject(new Error('full'))],
])('rejects when the receiver %s, reads no more, and does not destroy the source', async (_how, receive) => {
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

it('rejects with the error of the source', async () => {
  const source = new PassThrough();
  const done = forEachChunk(source, texts([]));
  source.destroy(new Error('EIO'));
  await expect(done).rejects.toThrow('EIO');
});

it.each([
  ['closes before its end', (source: PassThrough) => source.destroy()],
  ['is reset', (source: PassThrough) => source.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
])('rejects with ClientGone when the source %s', async (_how, stop) => {
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

it('handles an error of the source after its own rejection', async () => {
  const source = new PassThrough();
  source.write('a');
  await expect(forEachChunk(source, () => Promise.reject(new Error('full')))).rejects.toThrow('full');
  source.destroy(new Error('late'));
  await pause();
});
