// The browser may import this file: it uses nothing of Node.

const UNITS = ['KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for people, with two significant digits: 980 B, 18 KB, 4.2 MB. Units are steps of 1024: the limit 100 MiB is 100 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1024;
    unit += 1;
  } while (value >= 999.5 && unit < UNITS.length - 1);
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

/** A number of things: 1 picture, 2,000 pictures. @param noun in the singular; its plural has an s */
export function countInWords(count: number, noun = 'picture'): string {
  return count === 1 ? `1 ${noun}` : `${count.toLocaleString('en')} ${noun}s`;
}
