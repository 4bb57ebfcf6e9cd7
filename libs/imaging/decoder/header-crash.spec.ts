import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ChildDecoder } from './child-decoder.js';
import type { Header } from './decoder.js';

describe('a header whose child ends', () => {
  let folder: string;
  let decoder: ChildDecoder;
  let pipe: string;
  let reading: Promise<Header>;
  const handles: FileHandle[] = [];

  /** A child reads the header of a pipe that never says anything. Resolves when it has opened the pipe. */
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'header-crash-'));
    pipe = join(folder, 'pipe');
    decoder = new ChildDecoder({ children: 1, maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg' });
    execFileSync('mkfifo', [pipe]);
    reading = decoder.readHeader(pipe, 'image/jpeg');
    reading.catch(() => undefined);
    handles.push(await openFile(pipe, 'w'));
  });
  afterEach(async () => {
    await decoder.close();
    for (const handle of handles.splice(0)) await handle.close();
    rmSync(folder, { recursive: true });
  });

  const kill = (signal: NodeJS.Signals, pid = decoder.pids[0]) => process.kill(pid!, signal);

  it('by a crash refuses the image as broken', async () => {
    kill('SIGSEGV');
    await expect(reading).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
  });

  it('because it was killed from outside is read once more', async () => {
    const photo = join(folder, 'photo.jpg');
    await sharp({ create: { width: 24, height: 16, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(photo);
    renameSync(photo, pipe);
    kill('SIGKILL');
    await expect(reading).resolves.toMatchObject({ width: 24, height: 16 });
  });

  it('because it was killed from outside twice refuses the image as broken', async () => {
    const first = decoder.pids[0];
    // A new pipe under the same name tells when the second child has opened it.
    execFileSync('mkfifo', [`${pipe}-second`]);
    renameSync(`${pipe}-second`, pipe);
    kill('SIGKILL', first);
    handles.push(await openFile(pipe, 'w'));
    kill(
      'SIGKILL',
      decoder.pids.find((pid) => pid !== first),
    );
    await expect(reading).rejects.toMatchObject({ name: 'ImageError', code: 'BROKEN_IMAGE' });
  });
});
