/** A run of letters and digits. A longer run is split into several words. */
const RUN = /[\p{L}\p{N}]{1,64}/gu;
const DIGITS = /\p{N}+/gu;
/** Scripts without spaces between words: a word may begin at any character. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
/** The number of characters that are indexed of such a word. */
const UNSPACED_LENGTH = 16;

/**
 * The distinct words of a name, folded, as both databases index them. Digits inside a word are a word as well, with and without leading
 * zeros: IMG20190601 is found by 2019, and IMG_0042 by 42.
 */
export function wordsOf(name: string): string[] {
  const words = new Set<string>();
  for (const [run] of fold(name).matchAll(RUN)) {
    words.add(run);
    for (const [digits] of run.matchAll(DIGITS)) words.add(digits).add(digits.replace(/^0+(?=.)/, ''));
    for (const [unspaced] of run.matchAll(UNSPACED)) {
      const characters = [...unspaced];
      for (let at = 0; at < characters.length; at++) words.add(characters.slice(at, at + UNSPACED_LENGTH).join(''));
    }
  }
  return [...words];
}

/** A range of words in byte order: from <= word < to. */
export interface WordRange {
  from: string;
  to: string;
}

/** The ranges for a typed search text: each must contain a word of the name, one that begins with the typed word. */
export function wordRanges(typed: string): WordRange[] {
  const runs = [...fold(typed).matchAll(RUN)].map(([run]) => beginningOf(run));
  // U+10FFFF is the last code point and is in no word.
  return [...new Set(runs)].map((from) => ({ from, to: `${from}\u{10FFFF}` }));
}

/** A text in a script without spaces is cut to the indexed length. */
function beginningOf(run: string): string {
  const [unspaced] = run.match(new RegExp(`^${UNSPACED.source}`, 'u')) ?? [];
  return unspaced === run ? [...run].slice(0, UNSPACED_LENGTH).join('') : run;
}

/**
 * Folds a text for searching: removes accents (Unicode NFKD without combining characters) and case. Upper case, since it merges more
 * letters than lower case: both sigmas become one, and ß becomes SS.
 */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}
