import { RESERVED_NAMES } from '#libs/api/account.js';

const MAX_LENGTH = 32;
/** Shorter than a name by a suffix: a long e-mail is cut for it. */
const HANDLE_LENGTH = 20;
const FALLBACK = 'user';

/** Yields user names for an e-mail, without end: the part before the @ made safe for a path, then the same with -2, -3, … */
export function* userNames(email: string): Generator<string, never> {
  const base = safe(email.slice(0, email.lastIndexOf('@')));
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : `-${n}`;
    const name = cut(base, MAX_LENGTH - suffix.length) + suffix;
    if (!RESERVED_NAMES.has(name)) yield name;
  }
}

/**
 * Returns what an e-mail and every user name made of it have in common, for any text that is typed to name an account. Guesses are counted
 * by it: so they are by e-mail and by name together, whether or not such an account exists.
 */
export function handleOf(identifier: string): string {
  const local = identifier.includes('@') ? identifier.slice(0, identifier.lastIndexOf('@')) : identifier;
  return cut(safe(local).replace(/(?:-\d+)+$/, ''), HANDLE_LENGTH);
}

function safe(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replaceAll(/[^a-z0-9._-]/g, '-').replaceAll(/-{2,}/g, '-');
  return cut(dashed.replace(/^[._-]+/, ''), MAX_LENGTH) || FALLBACK;
}

/** A name ends with a letter or digit. */
function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/[._-]+$/, '');
}
