/** Another row of the owner holds the unique key (owner, sha256). Nothing was changed. */
export class ContentTaken extends Error {
  readonly code = 'CONTENT_TAKEN';
}

/** The row would exceed the quota of its owner. Nothing was inserted. */
export class QuotaExceeded extends Error {
  readonly code = 'QUOTA_EXCEEDED';

  /** @param used bytes that count towards the quota without the row */
  constructor(readonly used: number) {
    super(`The quota does not allow more than the ${used} bytes used.`);
  }
}

/** The disk or quota of the database is full. Nothing was changed. */
export class RepositoryFull extends Error {
  readonly code = 'REPOSITORY_FULL';
}

/** The database does not answer. */
export class RepositoryUnavailable extends Error {
  readonly code = 'REPOSITORY_UNAVAILABLE';
}

/** A newer version of Shoebox wrote the database. This one changes nothing in it. The message is for the operator. */
export class RepositoryNewer extends RepositoryUnavailable {}

/** The key has an object already, which stays unchanged. */
export class ObjectExists extends Error {
  readonly code = 'OBJECT_EXISTS';
}

/** The key has no object. */
export class ObjectNotFound extends Error {
  readonly code = 'OBJECT_NOT_FOUND';
}

/** The bytes of the object are not those that were stored: they do not have the expected SHA-256. */
export class ObjectCorrupt extends Error {
  readonly code = 'OBJECT_CORRUPT';
}

/** The store is full. Nothing of the object was stored. */
export class StoreFull extends Error {
  readonly code = 'STORE_FULL';
}

/** The store does not answer, or not in time. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
}

export class EmailTaken extends Error {
  readonly code = 'EMAIL_TAKEN';
}

export class NameTaken extends Error {
  readonly code = 'NAME_TAKEN';
}
