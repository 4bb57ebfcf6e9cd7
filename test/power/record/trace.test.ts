import { describe, expect, it } from 'vitest';

import { Disk } from '../replay/disk.js';
import { readTrace } from './trace.js';

/** What strace wrote, a call that another thread interrupted on two lines. */
const read = (...lines: string[]) => readTrace(Buffer.from(lines.map((line) => `${line}\n`).join('')), '/drive');

describe('calls that are seen to end late', () => {
  it('a folder that another call finds is there from then on', () => {
    const events = read(
      '1 mkdir("/drive/a", 0700 <unfinished ...>',
      '2 mkdir("/drive/a", 0700) = -1 EEXIST (File exists)',
      '2 mkdir("/drive/a/b", 0700) = 0',
      '1 <... mkdir resumed>) = 0',
    );
    expect(events.map((event) => event.kind !== 'answer' && 'path' in event && event.path)).toEqual(['a', 'a/b']);
  });

  it('a folder that another call removes was empty before', () => {
    const events = read(
      '1 mkdir("/drive/a", 0700) = 0',
      '1 openat(AT_FDCWD, "/drive/a/s", O_WRONLY|O_CREAT, 0600) = 5</drive/a/s>',
      '1 unlink("/drive/a/s" <unfinished ...>',
      '2 unlink("/drive/a/s") = -1 ENOENT (No such file or directory)',
      '2 rmdir("/drive/a") = 0',
      '1 <... unlink resumed>) = 0',
    );
    expect(events.map(({ kind }) => kind)).toEqual(['mkdir', 'create', 'unlink', 'rmdir']);
    const disk = new Disk();
    for (const [index, event] of events.entries()) disk.apply(event, index);
    expect(disk.has('a')).toBe(false);
  });

  it('a call that fails in the end removed nothing', () => {
    const events = read(
      '1 mkdir("/drive/a", 0700) = 0',
      '1 rmdir("/drive/a/b" <unfinished ...>',
      '2 rmdir("/drive/a") = 0',
      '1 <... rmdir resumed>) = -1 ENOENT (No such file or directory)',
    );
    expect(events.map(({ kind }) => kind)).toEqual(['mkdir', 'rmdir']);
  });
});
