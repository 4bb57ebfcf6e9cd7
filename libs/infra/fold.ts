/**
 * Text as it is searched: without accents (Unicode NFKD, then no marks) and in one case. Capitals, since they are the case that loses
 * the most distinctions: both sigmas become one, and ß becomes SS.
 */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase();
}
