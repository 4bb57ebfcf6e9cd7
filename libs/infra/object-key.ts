/** Where a store of files keeps metadata. */
export const METADATA = '.json';
/** Nothing that begins with a dot, so neither `..` nor what a store keeps for itself. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** The segments of a key. @throws TypeError for what is no key */
export function keySegments(key: string): string[] {
  const segments = key.split('/');
  if (!segments.every(isObjectName)) throw new TypeError(`${JSON.stringify(key)} is no key of an object.`);
  return segments;
}

/** @throws TypeError for what is neither empty nor whole segments that end in a slash */
export function checkPrefix(prefix: string): void {
  if (prefix === '') return;
  if (!prefix.endsWith('/')) throw new TypeError(`${JSON.stringify(prefix)} is no prefix: it must end in /.`);
  keySegments(prefix.slice(0, -1));
}

export function isObjectName(name: string): boolean {
  return SEGMENT.test(name) && !name.endsWith(METADATA);
}
