import { describe, expect, it } from 'vitest';
import { exitCause } from './decoder-child.js';

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
