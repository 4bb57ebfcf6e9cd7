import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageType } from '#libs/domain/image-types.js';
import type { ExitCause } from './decoder-child.js';
import { ChildPool, type ChildPoolOptions } from './child-pool.js';
import type { Answer, RenderTask } from './protocol.js';
import { decoderWalls } from './spawn.js';

// Real children that exceed their limits, which are lower than those of any real pool.
describe('ChildPool', () => {
  let folder: string;
  let pool: ChildPool;
  let causes: ExitCause[];
  let pipe: FileHandle | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pool-'));
    // A second of work on a fast machine, since each pixel must be decoded: 16 bits take seven times as long as 8.
    const large = sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } });
    await large.toColourspace('rgb16').png({ compressionLevel: 1 }).toFile(join(folder, 'large'));
    await sharp({ create: { width: 300, height: 200, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(join(folder, 'photo'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });
  beforeEach(() => void (causes = []));
  afterEach(async () => {
    await pool.close();
    await pipe?.close();
    pipe = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function use(allowed: Partial<ChildPoolOptions>): void {
    const generous = { cpuSeconds: 1000, residentBytes: 1e12, residentBytesAlone: 1e12 };
    const onExit = (cause: ExitCause): void => void causes.push(cause);
    pool = new ChildPool({
      children: 1,
      spare: false,
      niceness: 5,
      idleMs: 60_000,
      maxWaitMs: 60_000,
      writes: true,
      apart: false,
      onExit,
      ...generous,
      ...allowed,
    });
  }

  function render(name: string, type: ImageType = 'image/png', owner = ''): Promise<Answer> {
    const limits = { maxPixels: 100e6, maxJpegPixels: 100e6, maxSide: 20_000 };
    const task: RenderTask = { kind: 'render', type, limits, format: 'jpeg', alone: false };
    return pool.run(task, { original: join(folder, name), profile: 'plain', suspect: false, owner, signal: undefined }, () => undefined);
  }

  /** A child that reads from a pipe into which nobody writes; the handle keeps the pipe open. */
  async function hang(owner?: string): Promise<{ outcome: Promise<Answer> }> {
    const outcome = render('pipe', 'image/jpeg', owner);
    outcome.catch(() => undefined);
    pipe = await open(join(folder, 'pipe'), 'w');
    return { outcome };
  }

  it('ends a child that uses too much CPU and reports that it crashed on the image', async () => {
    use({ cpuSeconds: 0.2 });
    await expect(render('large')).rejects.toMatchObject({ name: 'DecoderGone', crashed: true, message: expect.stringContaining('cpu') });
    expect(causes).toEqual(['cpu']);
  });

  it('ends a child that uses too much memory and reports that it crashed on the image', async () => {
    use({ residentBytes: 1_000_000 });
    const { outcome } = await hang();
    await expect(outcome).rejects.toMatchObject({ name: 'DecoderGone', crashed: true, message: expect.stringContaining('memory') });
    expect(causes).toEqual(['memory']);
  });

  it('ends a child that hangs and reports that it crashed on the image', async () => {
    // Twenty times as long by the clock, since it uses no CPU once it runs; its start, which counts too, uses less than this.
    use({ cpuSeconds: 0.6 });
    const { outcome } = await hang();
    await expect(outcome).rejects.toMatchObject({ name: 'DecoderGone', crashed: true, message: expect.stringContaining('time') });
    expect(causes).toEqual(['time']);
  });

  // A child that has no rights of root and finds a file that only root may read.
  it.runIf(process.geteuid?.() === 0)('takes for a fault of the picture what a child says of a disk that works', async () => {
    use({ folder });
    if (!decoderWalls({ reads: folder, writes: null, user: null }).includes('files')) return;
    copyFileSync(join(folder, 'photo'), join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o000);
    await expect(render('closed', 'image/tiff')).rejects.toMatchObject({
      name: 'DecoderFailed',
      message: expect.stringContaining('EACCES'),
    });
    await expect(render('nowhere', 'image/jpeg')).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
    expect(await render('photo', 'image/jpeg')).toMatchObject({ kind: 'rendered' });
  });

  it('keeps a child from an owner who has all others', async () => {
    use({ children: 2, spare: true });
    await hang('ada');
    const waiting = render('photo', 'image/jpeg', 'ada');
    const [photo, ended] = [render('photo', 'image/jpeg', 'bea'), Promise.allSettled([waiting])];
    expect(await photo).toMatchObject({ kind: 'rendered' });
    expect(pool.pids).toHaveLength(2);
    await pool.close();
    expect(await ended).toMatchObject([{ status: 'rejected', reason: { message: 'The decoder is stopping.' } }]);
  });

  it('keeps a child from all whose requests took long', async () => {
    use({ children: 2, spare: true });
    for (const owner of ['ada', 'bea']) await render('large', 'image/png', owner);
    await hang('ada');
    const ended = Promise.allSettled([render('photo', 'image/jpeg', 'bea')]);
    expect(await render('photo', 'image/jpeg', 'cleo')).toMatchObject({ kind: 'rendered' });
    await pool.close();
    expect(await ended).toMatchObject([{ status: 'rejected', reason: { message: 'The decoder is stopping.' } }]);
  });
});
