import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostilePng, interlaced } from './png.fixture.js';
import { ChildDecoder, type ChildDecoderOptions } from './child-decoder.js';
import type { ExitCause, Header, RenderedVariant } from './decoder.js';

const OPTIONS: ChildDecoderOptions = { children: 1, maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg' };
const ignore = async (): Promise<void> => undefined;

describe('ChildDecoder', () => {
  let folder: string;
  let pool: ChildDecoder;
  const pipes: FileHandle[] = [];
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pool-'));
    const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
    const photo = sharp({ create: { width: 2400, height: 1600, channels: 3, noise, background: 'red' } });
    const bytes = await photo.jpeg().toBuffer();
    writeFileSync(file('photo.jpg'), bytes);
    writeFileSync(file('cut.jpg'), bytes.subarray(0, bytes.length / 2));
    writeFileSync(file('hostile.png'), hostilePng());
    // 64 megapixels of 64 bits, interlaced, of which all but the header is missing.
    writeFileSync(file('heavy.png'), interlaced(8000, 8000));
  });
  afterEach(async () => {
    await pool.close();
    for (const pipe of pipes.splice(0)) await pipe.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function open(options: Partial<ChildDecoderOptions> = {}): void {
    pool = new ChildDecoder({ ...OPTIONS, ...options });
  }

  /** Renders the photo and, when its first size is told, does something; what follows is awaited by the child's parent. */
  function renderAnd(act: () => void, name = 'photo.jpg'): Promise<{ thumbhash: string }> {
    return pool.render(file(name), 'image/jpeg', folder, async (size) => (size.name === 's' ? act() : undefined));
  }

  function outDir(name: string): string {
    mkdirSync(file(name), { recursive: true });
    return file(name);
  }

  /** The same for sizes. */
  function readPipeForSizes(): { begun: Promise<void> } {
    const pipe = file(`pipe-${randomUUID()}`);
    execFileSync('mkfifo', [pipe]);
    pool.render(pipe, 'image/jpeg', folder, ignore).catch(() => undefined);
    return { begun: openFile(pipe, 'w').then((handle) => void pipes.push(handle)) };
  }

  /** A child reads the header of a pipe that never says anything; `begun` resolves when it has opened it. */
  function readPipe(): { reading: Promise<Header>; begun: Promise<void> } {
    const pipe = file(`pipe-${randomUUID()}`);
    execFileSync('mkfifo', [pipe]);
    const reading = pool.readHeader(pipe, 'image/jpeg');
    reading.catch(() => undefined);
    return { reading, begun: openFile(pipe, 'w').then((handle) => void pipes.push(handle)) };
  }

  /** Ends when the system has no such process any more. */
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

  it('starts no child before the first request, then one for each pool', async () => {
    open();
    expect(pool.pids).toEqual([]);
    expect(await pool.readHeader(file('photo.jpg'), 'image/jpeg')).toMatchObject({ width: 2400, height: 1600, takenAt: null });
    expect(pool.pids).toHaveLength(1);
    const sizes: RenderedVariant[] = [];
    const { thumbhash } = await pool.render(file('photo.jpg'), 'image/jpeg', folder, async (size) => void sizes.push(size));
    expect(sizes.map(({ name, width }) => [name, width])).toEqual([['s', 320], ['m', 1024], ['l', 2048]]); // prettier-ignore
    for (const size of sizes) expect(readFileSync(size.file)).toHaveLength(size.bytes);
    expect(thumbhash).toMatch(/^[A-Za-z0-9+/]{20,}=*$/);
    expect(pool.pids).toHaveLength(2);
  });

  it('keeps a child for the next image and queues requests beyond the number of children', async () => {
    open({ children: 2 });
    const out = ['a', 'b', 'c', 'd', 'e'].map(file);
    for (const path of out) mkdirSync(path, { recursive: true });
    await Promise.all(out.map((path) => pool.render(file('photo.jpg'), 'image/jpeg', path, ignore)));
    const first = pool.pids;
    expect(first).toHaveLength(2);
    await pool.render(file('photo.jpg'), 'image/jpeg', folder, ignore);
    expect(pool.pids).toEqual(first);
  });

  it('ends idle children', async () => {
    open({ idleMs: 1 });
    await pool.readHeader(file('photo.jpg'), 'image/jpeg');
    const [pid] = pool.pids;
    await gone(pid ?? 0);
    expect(await pool.readHeader(file('photo.jpg'), 'image/jpeg')).toMatchObject({ width: 2400 });
  });

  it('refuses a truncated image when it renders the variants, and goes on with the same child', async () => {
    open();
    expect(await pool.readHeader(file('cut.jpg'), 'image/jpeg')).toMatchObject({ width: 2400 });
    await expect(renderAnd(() => undefined, 'cut.jpg')).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
    const before = pool.pids;
    await renderAnd(() => undefined);
    expect(pool.pids).toEqual(before);
  });

  it('refuses the hostile PNG with little memory and CPU', async () => {
    open();
    await expect(pool.readHeader(file('hostile.png'), 'image/png')).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pool.pids[0]}/status`, 'utf8'));
    expect(Number(peak?.[1])).toBeLessThan(200_000);
  });

  it('reports a crash on the image whose child is killed, and renders the next one', async () => {
    open();
    const killed = renderAnd(() => process.kill(pool.pids[0] ?? 0, 'SIGKILL'));
    const next = renderAnd(() => undefined);
    await expect(killed).rejects.toMatchObject({ name: 'DecoderGone', crashed: true });
    await expect(next).resolves.toHaveProperty('thumbhash');
  });

  it('reports no crash if the drive stops right after its child was killed, as when the machine shuts down', async () => {
    open();
    let pid = 0;
    const killed = renderAnd(() => {
      pid = pool.pids[0]!;
      process.kill(pid, 'SIGKILL');
    });
    killed.catch(() => undefined);
    // Until its parent has seen the end.
    while (pid === 0) await new Promise((resolve) => setImmediate(resolve));
    await gone(pid);
    await pool.close();
    await expect(killed).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
  });

  it('reports no crash on an image if its child was idle when it was killed', async () => {
    open();
    await pool.readHeader(file('photo.jpg'), 'image/jpeg');
    process.kill(pool.pids[0] ?? 0, 'SIGKILL');
    await expect(pool.readHeader(file('photo.jpg'), 'image/jpeg')).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
  });

  it('reports no crash for requests that run or wait when it closes', async () => {
    open();
    const closing = Promise.withResolvers<void>();
    const busy = renderAnd(() => closing.resolve(pool.close()));
    const waiting = renderAnd(() => undefined);
    for (const outcome of await Promise.allSettled([busy, waiting])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DecoderGone', crashed: false } });
    }
    await closing.promise;
    expect(pool.pids).toEqual([]);
    await expect(renderAnd(() => undefined)).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
  });

  it('reports no crash if the child was killed before it had started', async () => {
    open();
    const reading = pool.readHeader(file('photo.jpg'), 'image/jpeg');
    process.kill(pool.pids[0] ?? 0, 'SIGKILL');
    await expect(reading).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
  });

  it('reports no crash on the image if the output folder is missing', async () => {
    open();
    const rendering = pool.render(file('photo.jpg'), 'image/jpeg', file('nowhere'), ignore);
    await expect(rendering).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
  });

  it('goes on if a terminal interrupts the whole process group', async () => {
    open();
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTERM'] as const;
    await renderAnd(() => signals.forEach((signal) => process.kill(pool.pids[0] ?? 0, signal)));
  });

  it('rejects with the error of onVariant', async () => {
    open();
    const lost = renderAnd(() => {
      throw new Error('lost the race');
    });
    await expect(lost).rejects.toThrow('lost the race');
    await renderAnd(() => undefined);
  });

  it('reports the exit cause of each child that it did not end itself', async () => {
    const causes: ExitCause[] = [];
    open({ idleMs: 1, onExit: (cause) => causes.push(cause) });
    await pool.readHeader(file('photo.jpg'), 'image/jpeg');
    await gone(pool.pids[0] ?? 0);
    const { reading, begun } = readPipe();
    await begun;
    // The newest: the one before has ended, and its home is removed meanwhile.
    process.kill(pool.pids.at(-1) ?? 0, 'SIGSEGV');
    await expect(reading).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    const killed = renderAnd(() => process.kill(pool.pids[0] ?? 0, 'SIGKILL'));
    await expect(killed).rejects.toMatchObject({ crashed: true });
    expect(causes).toEqual(['crash', 'killed']);
  });

  it('renders suspect images last and alone', async () => {
    open({ children: 2 });
    const order: string[] = [];
    const first = pool.render(file('photo.jpg'), 'image/jpeg', outDir('first'), async ({ name }) => void order.push(`first ${name}`));
    const suspect = pool.render(file('photo.jpg'), 'image/jpeg', outDir('suspect'), async ({ name }) => void order.push(`suspect ${name}`), { suspect: true }); // prettier-ignore
    const later = pool.render(file('photo.jpg'), 'image/jpeg', outDir('later'), async ({ name }) => void order.push(`later ${name}`));
    await Promise.all([first, suspect, later]);
    expect(order.slice(-3)).toEqual(['suspect s', 'suspect m', 'suspect l']);
  });

  it('renders a suspect image beside others after it has waited for maxWaitMs', async () => {
    open({ children: 2, maxWaitMs: 1 });
    const busy = readPipeForSizes();
    await busy.begun;
    await pool.render(file('photo.jpg'), 'image/jpeg', outDir('suspect'), ignore, { suspect: true });
    expect(pool.pids).toHaveLength(2);
  });

  it('renders an image that takes much memory alone, after those that run', async () => {
    open({ children: 2 });
    const order: string[] = [];
    const light = pool.render(file('photo.jpg'), 'image/jpeg', outDir('light'), async ({ name }) => void order.push(`light ${name}`));
    const heavy = pool.render(file('heavy.png'), 'image/png', outDir('heavy'), async ({ name }) => void order.push(`heavy ${name}`));
    await expect(heavy).rejects.toMatchObject({ code: 'BROKEN_IMAGE' });
    expect(order.at(-1)).toBe('light l');
    await light;
  });
});
