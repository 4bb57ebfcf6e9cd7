import { Problem } from '#libs/contract/errors.js';

/**
 * The decoded path of a request target. Dot segments, encoded slashes and control characters are refused as if nothing were there:
 * two services that read them differently could be talked into different answers about who may see what.
 * @throws Problem NOT_FOUND
 */
export function plainPath(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return path.split('/').map(plainSegment).join('/');
}

function plainSegment(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    throw nothingHere();
  }
  if (text === '.' || text === '..' || /[/\\\p{Cc}]/u.test(text)) throw nothingHere();
  return text;
}

export function nothingHere(): Problem {
  return new Problem('NOT_FOUND', 'There is nothing at this address.');
}
