const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes as people read it: with the unit that fits, rounded down. */
export function inWords(bytes: number): string {
  let unit = 0;
  let count = bytes;
  for (; count >= 1024 && unit < UNITS.length - 1; unit++) count /= 1024;
  return `${count < 10 && unit > 0 && !Number.isInteger(count) ? Math.floor(count * 10) / 10 : Math.floor(count)} ${UNITS[unit]}`;
}
