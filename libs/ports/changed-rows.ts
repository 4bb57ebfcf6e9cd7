import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { AlbumRow } from './album-repository.js';
import type { ShareRow } from './share-repository.js';

/** A row whose copy in the object store may be older than the row. */
export type ChangedRow = {
  id: string;
  /** Names this mark. A later change of the row gets another one, which is higher. */
  stamp: string;
} & ({ kind: 'image'; row: ImageRow | null } | { kind: 'album'; row: AlbumRow | null } | { kind: 'share'; row: ShareRow | null });

export type RowKind = ChangedRow['kind'];

/**
 * Which rows are to be copied into the object store: a mark for each image, album and share that was changed or removed since. The database
 * sets a mark with the change itself, so that none is missed after a crash: for an image when its name, `takenAt` or `deletedAt` is written,
 * when it is inserted in another state than `uploading` and when it is removed in `purging`; for an album or share when a person makes,
 * changes or removes it. Every call may throw `RepositoryUnavailable`.
 */
export abstract class ChangedRows {
  /**
   * The marked rows as they are now, changed last first; `row` is null when there is none any more.
   * @param page `before`: the stamp of the last one of the page before
   */
  abstract list(page: { limit: number; before?: string | undefined }): Promise<ChangedRow[]>;

  /**
   * Removes these marks, unless the row was changed again since. A mark may also stay for a minute, while the change for which it was set
   * may still be under way. @throws RepositoryFull
   */
  abstract forget(stamps: readonly string[]): Promise<void>;
}
