import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FolderSync } from './folder.js';

/** fsyncs that end when the test says so. */
class SlowSync {
  readonly begun: string[] = [];
  readonly end: ((error?: Error) => void)[] = [];
  readonly sync = (folder: string): Promise<void> => {
    this.begun.push(folder);
    return new Promise((resolve, reject) => this.end.push((error) => (error ? reject(error) : resolve())));
  };
}

describe('FolderSync', () => {
  let slow: SlowSync;
  let syncs: FolderSync;
  beforeEach(() => {
    slow = new SlowSync();
    syncs = new FolderSync(slow.sync);
  });

  it('gives a call an fsync that begins after it, and shares it with the calls that come before it begins', async () => {
    const settled: string[] = [];
    const call = (name: string) => syncs.sync('/a').then(() => settled.push(name));
    const [first, second, third] = [call('first'), call('second'), call('third')];
    expect(slow.begun).toEqual(['/a']);
    slow.end[0]!();
    await first;
    await expect.poll(() => slow.begun).toEqual(['/a', '/a']);
    expect(settled).toEqual(['first']);
    const fourth = call('fourth');
    slow.end[1]!();
    await Promise.all([second, third]);
    await expect.poll(() => slow.begun).toHaveLength(3);
    expect(settled).toEqual(['first', 'second', 'third']);
    slow.end[2]!();
    await fourth;
  });

  it('lets no folder wait for another', () => {
    void syncs.sync('/a');
    void syncs.sync('/b');
    expect(slow.begun).toEqual(['/a', '/b']);
  });

  it('fails the calls of an fsync that failed, and none of the next', async () => {
    const first = syncs.sync('/a');
    const second = syncs.sync('/a');
    slow.end[0]!(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await expect.poll(() => slow.begun).toHaveLength(2);
    slow.end[1]!();
    await second;
    void syncs.sync('/a');
    expect(slow.begun).toHaveLength(3);
  });
});

describe('an fsync of a real folder', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'shoebox-folder-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('resolves, and says when the folder is not there', async () => {
    const syncs = new FolderSync();
    await Promise.all([syncs.sync(folder), syncs.sync(folder)]);
    await expect(syncs.sync(join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });
});
