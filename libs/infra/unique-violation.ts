/** Another row has the unique key. */
export class UniqueViolation extends Error {
  readonly code = 'UNIQUE_VIOLATION';

  /** @param key the fields of the key, joined by commas; in SQLite with the table, as in `users.email` */
  constructor(readonly key: string) {
    super(`The key ${key} is taken.`);
  }
}
