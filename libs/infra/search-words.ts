/** Letters and digits in a row. What is left over in a longer row is a word of its own. */
const RUN = /[\p{L}\p{N}]{1,64}/gu;
const DIGITS = /\p{N}+/gu;
/** Scripts that put no space between words: there a word may begin at any character. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
/** Characters of such a word that are kept, counted from where it begins. */
const UNSPACED_LENGTH = 16;

/**
 * The words of a name, folded, each once, as both databases index them. Digits inside a word are a word as well, with and without the
 * zeros ahead of them: IMG20190601 is found by 2019, and IMG_0042 by 42.
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

/** A range of words in the order of their bytes: from <= word < to. */
export interface WordRange {
  from: string;
  to: string;
}

/** What is looked for by a text that people typed: each range must hold a word of the name, one that begins so. */
export function wordRanges(typed: string): WordRange[] {
  const runs = [...fold(typed).matchAll(RUN)].map(([run]) => beginningOf(run));
  // The last of all characters, which is in no word.
  return [...new Set(runs)].map((from) => ({ from, to: `${from}\u{10FFFF}` }));
}

/** A text in a script without spaces is looked for as far as such words are kept. */
function beginningOf(run: string): string {
  const [unspaced] = run.match(new RegExp(`^${UNSPACED.source}`, 'u')) ?? [];
  return unspaced === run ? [...run].slice(0, UNSPACED_LENGTH).join('') : run;
}

/**
 * Text as it is searched: without accents (Unicode NFKD, then no marks) and in one case. Capitals, since they are the case that loses
 * the most distinctions: both sigmas become one, and ß becomes SS.
 */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}
