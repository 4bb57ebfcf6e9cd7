/** The file name suffix of metadata in a file store. */
export const METADATA = '.json';
/** No leading dot: this excludes `..` and the stores' own files. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** Splits a key into its segments. @throws TypeError when it is not a valid key */
export function keySegments(key: string): string[] {
  const segments = key.split('/');
  if (!segments.every(isObjectName)) throw new TypeError(`${JSON.stringify(key)} is not a valid object key.`);
  return segments;
}

/** @throws TypeError unless the prefix is empty or consists of whole segments that end in a slash */
export function checkPrefix(prefix: string): void {
  if (prefix === '') return;
  if (!prefix.endsWith('/')) throw new TypeError(`${JSON.stringify(prefix)} is not a valid prefix: it must end in /.`);
  keySegments(prefix.slice(0, -1));
}

export function isObjectName(name: string): boolean {
  return SEGMENT.test(name) && !name.endsWith(METADATA);
}
