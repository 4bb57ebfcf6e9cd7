import { type ChildProcess, spawn } from 'node:child_process';

import { describe, expect, it, vi } from 'vitest';

import { DecoderChild, exitCause } from './decoder-child.js';
import { spawnChild } from './spawn.js';

vi.mock('./spawn.js', { spy: true });

/** A child that a picture took over: what it starts holds its error stream for two seconds, and it ends at once. */
const LEAVES_ONE_BEHIND = `
  const options = { stdio: ['ignore', 'ignore', 'inherit'], detached: true };
  require('node:child_process').spawn('sleep', ['2'], options).once('spawn', () => process.exit(1));
`;

it('closes the error stream of a child that ended, though what it started holds the other end', async () => {
  let started: ChildProcess | undefined;
  vi.mocked(spawnChild).mockImplementationOnce(
    () => (started = spawn(process.execPath, ['-e', LEAVES_ONE_BEHIND], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })),
  );
  const causes: string[] = [];
  const child = new DecoderChild({ profile: 'plain', owner: null, niceness: 0, onExit: (cause) => causes.push(cause) });
  await child.ended;
  expect([causes, started!.stderr!.destroyed]).toEqual([['start'], true]);
});

describe('exitCause', () => {
  it.each([
    ['SIGKILL', '', 'killed'],
    ['SIGSEGV', '', 'crash'],
    ['SIGABRT', 'free(): invalid pointer', 'crash'],
    [null, '', 'crash'],
    [null, "Error: Cannot find module './child.js'", 'crash'],
    // What glib, C++ and V8 print.
    ['SIGTRAP', 'GLib-ERROR **: 12:00:00.000: ../glib/gmem.c:136: failed to allocate 4294967296 bytes', 'memory'],
    ['SIGABRT', "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc", 'memory'],
    ['SIGABRT', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'memory'],
    ['SIGILL', '# Fatal process out of memory: Zone', 'memory'],
    [null, 'RangeError: Array buffer allocation failed', 'memory'],
    ['SIGKILL', 'failed to allocate 8 bytes', 'memory'],
  ])('takes %s with the last words %j for %s', (signal, lastWords, cause) => {
    expect(exitCause(signal, lastWords)).toBe(cause);
  });
});
