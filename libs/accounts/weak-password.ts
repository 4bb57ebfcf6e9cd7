import { Problem } from '#libs/api/errors.js';

import { COMMON_PASSWORDS } from './common-passwords.js';

const MIN_CHARACTERS = 8;
/** A longer password is not stronger, and hashing it would cost too much. */
const MAX_BYTES = 1000;

const ROWS = ['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz', '01234567890'];
const RUNS = ROWS.flatMap((row) => [row, [...row].toReversed().join('')]);

/** @throws Problem WEAK_PASSWORD, or BAD_REQUEST when it is too long */
export function refuseWeak(password: string, email: string): void {
  if (Buffer.byteLength(password) > MAX_BYTES) throw new Problem('BAD_REQUEST', `A password has at most ${MAX_BYTES} bytes.`);
  const why = weakness(password, email);
  if (why) throw new Problem('WEAK_PASSWORD', `${why} Several words make a good password.`);
}

function weakness(password: string, email: string): string | undefined {
  if ([...password].length < MIN_CHARACTERS) return `Use at least ${MIN_CHARACTERS} characters.`;
  const text = password.toLowerCase();
  if (COMMON_PASSWORDS.has(text) || isPattern(text)) return 'This password is too common.';
  if (isPersonal(text, email.toLowerCase())) return 'Do not use your e-mail or the name of the drive.';
  return undefined;
}

/** Eight digits (usually a date), a repeated short piece, or a part of the alphabet or of a keyboard row in either direction. */
function isPattern(text: string): boolean {
  return /^\d{8}$/.test(text) || /^(.{1,4}?)\1+$/su.test(text) || RUNS.some((run) => run.includes(text));
}

/** The e-mail, the part before its @, or the drive's name, also between digits and signs. */
function isPersonal(text: string, email: string): boolean {
  const words = [email, email.slice(0, email.lastIndexOf('@')), 'shoebox'];
  const core = text.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '');
  return words.some((word) => word !== '' && (text === word || core === word));
}
