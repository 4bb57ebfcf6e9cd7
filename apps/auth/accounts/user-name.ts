import { RESERVED_NAMES } from '#libs/api/account.js';

const MAX_LENGTH = 32;
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

function safe(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replaceAll(/[^a-z0-9._-]/g, '-').replaceAll(/-{2,}/g, '-');
  return cut(dashed.replace(/^[._-]+/, ''), MAX_LENGTH) || FALLBACK;
}

/** A name ends with a letter or digit. */
function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/[._-]+$/, '');
}
