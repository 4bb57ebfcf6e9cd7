/** What one owner stores, counted over images in `processing`, `ready` and `rejected`. */
export interface Usage {
  /** Images that are not in the trash. */
  images: number;
  /** Bytes of the originals, trash included. */
  bytes: number;
  /** Bytes of the originals in the trash. */
  trashed: number;
}

/** The quota of one person, which replaces the quota of the drive. `bytes: null` means no limit. */
export type OwnQuota = { bytes: number | null };

/** Usage and personal quotas. `ImageRepository.insert` enforces them. Every call may throw `RepositoryUnavailable`. */
export abstract class QuotaRepository {
  abstract usage(owner: string): Promise<Usage>;

  /** The personal quota; null when the owner has none. */
  abstract quotaOf(owner: string): Promise<OwnQuota | null>;

  /** Replaces the personal quota; null removes it. @throws RepositoryFull */
  abstract setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void>;
}
