import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { AlbumRow } from './album-repository.js';
import type { ShareRow } from './share-repository.js';

/** The row of an image as the database stores it, with what is wrong in the database's own form of it. */
export interface AuditedImage {
  id: string;
  owner: string;
  /** null: the stored row can't be read as one. */
  row: ImageRow | null;
  /** Names of stored fields that are derived from others and do not fit them, such as `words` or `trashed`. */
  wrongDerived: readonly string[];
  /** Whether it holds the unique key (owner, sha256). A visible image must, any other must not. */
  holds: boolean;
}

/** One page, by id, oldest first. */
export interface AuditPage {
  /** The id of the last item of the page before. */
  after?: string | undefined;
  limit: number;
}

/**
 * Reads everything in the database of images, albums and shares, of all owners and in every state, for `npm run verify`. Every call may
 * throw `RepositoryUnavailable`.
 */
export abstract class MediaAudit {
  abstract images(page: AuditPage): Promise<AuditedImage[]>;

  /** One image as it is now; null when there is no row. */
  abstract image(id: string): Promise<AuditedImage | null>;

  abstract albums(page: AuditPage): Promise<AlbumRow[]>;

  abstract shares(page: AuditPage): Promise<ShareRow[]>;

  /** Writes the derived fields of a row anew. @returns false when there is no such row, or it was changed meanwhile @throws RepositoryFull */
  abstract repairDerived(id: string): Promise<boolean>;

  /** What the engine itself finds wrong with its files, one line each; empty when nothing is, and for a server, which checks itself. */
  abstract integrity(): Promise<string[]>;
}
