import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Ask } from './protocol.js';
import { ReceivedImage } from './received-image.js';

it('is not asked for when it is larger than any that can be decoded', () => {
  const limits = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000 };
  const ask = (bytes: number) => Ask.safeParse({ kind: 'header', type: 'image/jpeg', limits, owner: '', bytes }).success;
  expect([ask(4 * 2 ** 30), ask(4 * 2 ** 30 + 1)]).toEqual([true, false]);
});

describe('ReceivedImage', () => {
  let folder: string;
  const stalled = vi.fn<() => void>();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'received-'));
    stalled.mockClear();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  /** One whose bytes are wanted. */
  async function wanted(bytes: number): Promise<{ image: ReceivedImage; file: Promise<string> }> {
    const begun = Promise.withResolvers<void>();
    const image = new ReceivedImage(folder, bytes, { begin: begun.resolve, stalled });
    const file = image.file();
    file.catch(() => undefined);
    await begun.promise;
    return { image, file };
  }

  it('is a file once all bytes have come, and none once it is removed', async () => {
    const { image, file } = await wanted(5);
    await image.take(Buffer.from('ab'));
    await image.take(Buffer.from('cde'));
    const path = await file;
    expect(readFileSync(path, 'utf8')).toBe('abcde');
    await image.remove();
    expect([existsSync(path), vi.getTimerCount(), stalled.mock.calls.length]).toEqual([false, 0, 0]);
  });

  it('is given up when nothing comes for fifteen seconds', async () => {
    const { image, file } = await wanted(1e9);
    vi.advanceTimersByTime(14_999);
    await image.take(Buffer.from('a'));
    vi.advanceTimersByTime(14_999);
    expect(stalled).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(stalled).toHaveBeenCalledOnce();
    await image.remove();
    await expect(file).rejects.toThrow('did not come');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up when its bytes come one by one, so that a child waits for long', async () => {
    const { image } = await wanted(30_000_000);
    for (let n = 0; n < 4; n++) {
      vi.advanceTimersByTime(10_000);
      await image.take(Buffer.from('a'));
    }
    vi.advanceTimersByTime(4_999);
    expect(stalled).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(stalled).toHaveBeenCalledOnce();
    await image.remove();
  });
});
