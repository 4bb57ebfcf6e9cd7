/** Of images in `processing`, `ready` and `rejected`. */
export interface Usage {
  /** Those that are not in the trash. */
  images: number;
  /** Bytes of the originals, trash included. */
  bytes: number;
  /** Bytes of the originals in the trash. */
  trashed: number;
}

/** A quota of one person, in the place of the drive's; null: no limit. */
export type OwnQuota = { bytes: number | null };
