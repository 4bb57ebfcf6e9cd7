import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImageType } from '#libs/domain/image-types.js';
import type { ExitCause } from './decoder-child.js';
import { ChildPool, type ChildPoolOptions } from './child-pool.js';
import type { Answer, RenderRequest } from './protocol.js';

// Real children, which die of what they may not use; limits as low as no pool has them.
describe('Lane', () => {
  let folder: string;
  let lane: ChildPool;
  let causes: ExitCause[];
  let pipe: FileHandle | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lane-'));
    // Some seconds of work for who must look at each pixel.
    const large = sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } });
    await large.png({ compressionLevel: 1 }).toFile(join(folder, 'large'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });
  beforeEach(() => void (causes = []));
  afterEach(async () => {
    await lane.close();
    await pipe?.close();
    pipe = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function use(allowed: Partial<ChildPoolOptions>): void {
    const generous = { cpuSeconds: 1000, residentBytes: 1e12, residentBytesAlone: 1e12 };
    const onDeath = (cause: ExitCause): void => void causes.push(cause);
    lane = new ChildPool({ children: 1, niceness: 5, idleMs: 60_000, maxWaitMs: 60_000, onExit: onDeath, ...generous, ...allowed });
  }

  function render(name: string, type: ImageType = 'image/png'): Promise<Answer> {
    const limits = { maxPixels: 100e6, maxJpegPixels: 100e6, maxSide: 20_000 };
    const request: RenderRequest = { kind: 'render', file: join(folder, name), type, limits, outDir: folder, format: 'jpeg', alone: false };
    return lane.run(request, { profile: 'plain', suspect: false }, () => undefined);
  }

  /** A child that waits for what nobody writes into the pipe; the handle holds the pipe open. */
  async function hang(): Promise<{ outcome: Promise<Answer> }> {
    const outcome = render('pipe', 'image/jpeg');
    outcome.catch(() => undefined);
    pipe = await open(join(folder, 'pipe'), 'w');
    return { outcome };
  }

  it('ends a child that takes too much CPU, and blames the picture', async () => {
    use({ cpuSeconds: 0.2 });
    await expect(render('large')).rejects.toMatchObject({ name: 'DecoderGone', blame: true, message: expect.stringContaining('cpu') });
    expect(causes).toEqual(['cpu']);
  });

  it('ends a child that takes too much memory, and blames the picture', async () => {
    use({ residentBytes: 1_000_000 });
    const { outcome } = await hang();
    await expect(outcome).rejects.toMatchObject({ name: 'DecoderGone', blame: true, message: expect.stringContaining('memory') });
    expect(causes).toEqual(['memory']);
  });

  it('ends a child that hangs, and blames the picture', async () => {
    // Twenty times as long by the clock, since it takes no CPU.
    use({ cpuSeconds: 0.2 });
    const { outcome } = await hang();
    await expect(outcome).rejects.toMatchObject({ name: 'DecoderGone', blame: true, message: expect.stringContaining('time') });
    expect(causes).toEqual(['time']);
  });
});
