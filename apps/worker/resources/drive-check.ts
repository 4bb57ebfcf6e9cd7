import { driveMismatch, type DriveIdOptions } from '#libs/domain/drive/drive-id.js';

/** Checks that the database and the object store belong to the same drive. */
export class DriveCheck {
  constructor(private readonly parts: DriveIdOptions) {}

  /** null: they belong together; else what is wrong, for the owner of the drive. @throws RepositoryUnavailable, StoreUnavailable */
  mismatch(): Promise<string | null> {
    return driveMismatch(this.parts);
  }

  /** False also while the database or the store does not answer. */
  async passes(): Promise<boolean> {
    return this.mismatch().then(
      (mismatch) => mismatch === null,
      () => false,
    );
  }
}
