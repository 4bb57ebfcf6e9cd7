/** Another row of the same owner holds the unique key (owner, sha256); nothing was changed. */
export class ContentTaken extends Error {
  readonly code = 'CONTENT_TAKEN';
}

/** The row would take its owner over the quota; nothing was inserted. */
export class QuotaExceeded extends Error {
  readonly code = 'QUOTA_EXCEEDED';

  /** @param used bytes that count towards the quota already */
  constructor(readonly used: number) {
    super(`The quota leaves no room beside ${used} bytes.`);
  }
}

/** The database has no room left; nothing was changed. */
export class RepositoryFull extends Error {
  readonly code = 'REPOSITORY_FULL';
}

/** The database does not answer. */
export class RepositoryUnavailable extends Error {
  readonly code = 'REPOSITORY_UNAVAILABLE';
}

/** An object lies under this key already; it stays as it is. */
export class ObjectExists extends Error {
  readonly code = 'OBJECT_EXISTS';
}

/** No object lies under this key. */
export class ObjectNotFound extends Error {
  readonly code = 'OBJECT_NOT_FOUND';
}

/** The store has no room for the object; nothing of it was kept. */
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
