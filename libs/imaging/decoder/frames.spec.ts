import { Readable } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { BadFrame, frame, type Frame, readFrames } from './frames.js';

async function read(bytes: Buffer, chunk: number, maxBody = 100): Promise<Frame[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) => bytes.subarray(i * chunk, (i + 1) * chunk));
  const frames: Frame[] = [];
  for await (const one of readFrames(Readable.from(chunks), maxBody)) frames.push(one);
  return frames;
}

describe('readFrames', () => {
  const sent = [
    { head: { kind: 'one' }, body: Buffer.alloc(0) },
    { head: { kind: 'two', text: 'ü' }, body: Buffer.alloc(100, 7) },
    { head: {}, body: Buffer.from('x') },
  ];
  const bytes = Buffer.concat(sent.map(({ head, body }) => frame(head, body)));

  it.each([1, 3, 9, 64, 1000])('reads what was sent, in chunks of %i bytes', async (chunk) => {
    expect(await read(bytes, chunk)).toEqual(sent);
  });

  it('reads nothing of one that is not whole', async () => {
    expect(await read(bytes.subarray(0, -1), 50)).toEqual(sent.slice(0, 2));
  });

  it('refuses a body or a head that is too large before it is there', async () => {
    await expect(read(frame({}, Buffer.alloc(101)).subarray(0, 8), 8)).rejects.toThrow(BadFrame);
    await expect(read(frame({ text: 'x'.repeat(65_536) }).subarray(0, 8), 8)).rejects.toThrow(BadFrame);
  });

  it('refuses a head that is not JSON', async () => {
    const broken = frame({ kind: 'one' });
    broken[8] = 0;
    await expect(read(broken, 1000)).rejects.toThrow(BadFrame);
  });
});
