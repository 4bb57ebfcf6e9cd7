import { Problem } from '#libs/api/errors.js';

/**
 * Decodes the path of a request target. Refuses dot segments, encoded slashes and control characters: if gateway and service read them
 * differently, a request could reach a route that the gateway did not check.
 * @throws Problem NOT_FOUND
 */
export function checkedPath(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return path.split('/').map(checkedSegment).join('/');
}

function checkedSegment(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    throw notFound();
  }
  if (text === '.' || text === '..' || /[/\\\p{Cc}]/u.test(text)) throw notFound();
  return text;
}

export function notFound(): Problem {
  return new Problem('NOT_FOUND', 'There is nothing at this address.');
}
