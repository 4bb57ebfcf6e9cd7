import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREY, progressiveJpeg } from './jpeg.fixture.js';
import { ChildDecoder } from './child-decoder.js';
import type { RenderedVariant } from './decoder.js';

// Its peak memory is above the limit for images that run side by side, and below the limit for one that runs alone.
describe('a progressive JPEG of 200 megapixels', () => {
  let folder: string;
  let pool: ChildDecoder;
  const pipes: FileHandle[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'heavy-'));
    writeFileSync(join(folder, 'heavy.jpg'), progressiveJpeg(14_142, 14_142));
    // An idle child ends at once, which shows that it has finished its request.
    pool = new ChildDecoder({ children: 2, idleMs: 1, maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg' });
  });
  afterAll(async () => {
    await pool.close();
    for (const pipe of pipes) await pipe.close();
    rmSync(folder, { recursive: true });
  });

  /** Renders a pipe into which nothing is written: `begun` resolves when a child has opened it, `ended` when the request has ended in any way. */
  function renderPipe(name: string): { begun: Promise<void>; ended: Promise<void> } {
    const pipe = join(folder, name);
    execFileSync('mkfifo', [pipe]);
    const ended = pool
      .render(pipe, 'image/jpeg', folder, async () => undefined)
      .then(
        () => undefined,
        () => undefined,
      );
    return { begun: open(pipe, 'w').then((handle) => void pipes.push(handle)), ended };
  }

  /** Resolves when the process has ended. */
  async function gone(pid: number): Promise<void> {
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await new Promise(setImmediate);
    }
  }

  it('is rendered while nothing else is', async () => {
    const told: string[] = [];
    const before = renderPipe('before');
    await before.begun;
    const [busy] = pool.pids;
    if (!busy) throw new Error('A child that has begun is there');
    const sizes: RenderedVariant[] = [];
    const out = join(folder, 'out');
    mkdirSync(out);
    const heavy = pool.render(join(folder, 'heavy.jpg'), 'image/jpeg', out, async (size) => {
      told.push(`heavy ${size.name}`);
      sizes.push(size);
    });
    // Another child opens it beside the first request, and defers it.
    await gone(pool.pids.find((pid) => pid !== busy) ?? 0);
    const after = renderPipe('after');
    const events = [
      before.ended.then(() => told.push('before ended')),
      heavy.then(() => told.push('heavy ended')),
      after.begun.then(() => told.push('after begun')),
    ];
    process.kill(busy, 'SIGKILL');
    await Promise.all(events);
    expect(told).toEqual(['before ended', 'heavy s', 'heavy m', 'heavy l', 'heavy ended', 'after begun']);
    expect(sizes.map(({ width, height }) => `${width}x${height}`)).toEqual(['320x320', '1024x1024', '2048x2048']);
    for (const { channels } of await Promise.all(sizes.map((size) => sharp(size.file).stats()))) {
      for (const { min, max } of channels) expect([min, max]).toEqual([GREY, GREY]);
    }
  });
});
