/** Facts about the drive as a whole. Every call may throw `RepositoryUnavailable`. */
export abstract class DriveRepository {
  /**
   * The id of the drive (libs/domain/drive/drive-id.ts), which database and object store both carry. Stores `offered` when there is no
   * id yet; of several callers at once one wins. @returns null when there is no id and none is offered @throws RepositoryFull
   */
  abstract driveId(offered: string | null): Promise<string | null>;

  /** A named fact about the drive, such as when it was verified last; null when it was never set. */
  abstract fact(name: string): Promise<string | null>;

  /** @throws RepositoryFull */
  abstract setFact(name: string, value: string): Promise<void>;

  /**
   * Reserves disk space beside an embedded database, so that rows can be deleted on a full disk. Does nothing for a database server.
   * @returns true when the reserve was missing and has been made
   */
  abstract keepReserve(): Promise<boolean>;

  /** The time of the clock that stamps the changes of images (`updatedAt`): the database server's; this machine's where there is none. */
  abstract now(): Promise<Date>;
}
