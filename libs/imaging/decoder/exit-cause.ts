import type { Excess } from './usage.js';

/**
 * Why a child died that nobody meant to end: it used too much CPU, memory or time; it was killed from outside, mostly by the system when
 * memory ran out; it crashed; it never started.
 */
export type ExitCause = Excess | 'killed' | 'crash' | 'start';

/** How glib, C++ and V8 say on the way out that they got no memory, which is what a limit of it comes to. */
const NO_MEMORY = /failed to allocate|bad_alloc|out of memory|allocation failed/i;

/** The cause of a death by the way it ended (a signal's name, or null) and the last words on its error stream. */
export function exitCause(signal: string | null, lastWords: string): ExitCause {
  if (NO_MEMORY.test(lastWords)) return 'memory';
  return signal === 'SIGKILL' ? 'killed' : 'crash';
}
