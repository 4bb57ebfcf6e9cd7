/** A number of things: 1 picture, 2,000 pictures. @param noun in the singular; its plural has an s */
export function countInWords(count: number, noun = 'picture'): string {
  return count === 1 ? `1 ${noun}` : `${count.toLocaleString('en')} ${noun}s`;
}
