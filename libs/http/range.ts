/** First and last byte, both included. */
export interface Range {
  start: number;
  end: number;
}

/**
 * The one range that a `Range` header asks of a body of `size` bytes (RFC 9110, section 14.2).
 * Null when there is none to serve as such: no header, another unit, several ranges, or nonsense; the whole body is the answer then.
 * `unsatisfiable` when it lies outside.
 */
export function parseRange(header: string | undefined, size: number): Range | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!match) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return null;
    const length = Number(last);
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}
