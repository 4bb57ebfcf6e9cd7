/** A unique key is held by another row. */
export class UniqueViolation extends Error {
  readonly code = 'UNIQUE_VIOLATION';

  /** @param key its fields, with commas between; SQLite puts the table's name before each, as in `users.email` */
  constructor(readonly key: string) {
    super(`The key ${key} is taken.`);
  }
}
