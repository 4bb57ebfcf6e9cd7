/**
 * An answer as its reader would have it from JSON, without writing and parsing that: a value of nothing but objects, arrays, strings, finite
 * numbers, booleans and null is given back itself, anything else (a date, `undefined`, an object of a class) goes through JSON. It belongs
 * to the reader then: no service keeps an object that it answers with. To freeze it would take as long as to write it.
 */
export function plainData(value: unknown): unknown {
  return isPlain(value) ? value : (JSON.parse(JSON.stringify(value)) as unknown);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'object') {
    if (value === null) return true;
    if (Array.isArray(value)) return value.every(isPlain);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    for (const name in value) if (!isPlain((value as Record<string, unknown>)[name])) return false;
    return true;
  }
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
