/** How an album is shown: as people ordered it, or by the time taken, newest first. */
export type AlbumOrder = 'hand' | 'date';

/** An album as it is kept: its name, its order and the ids of its pictures. */
export interface AlbumRow {
  /** Time-ordered, unguessable: a ULID in lower case. */
  id: string;
  /** Id of the user it belongs to. */
  owner: string;
  name: string;
  order: AlbumOrder;
  /** Id of the picture that stands for it; null, or one that is not there any more: the first of its pictures does. */
  cover: string | null;
  /** Ids of its pictures, each once, as they were ordered by hand; those in the trash keep their places. */
  images: readonly string[];
  createdAt: Date;
  /** Rises at every change. */
  version: number;
}

/** What an update writes; what is left out stays. */
export type AlbumChange = Partial<Pick<AlbumRow, 'name' | 'order' | 'cover' | 'images'>>;

/**
 * Albums of pictures: one level, and a picture may be in several. An album is one row with all its pictures, changed by one conditional
 * update, so that nobody sees half of a change.
 * A picture that the image repository of the same database removes for good leaves its albums by that.
 */
export abstract class AlbumRepository {
  /** @throws RepositoryFull, RepositoryUnavailable */
  abstract insert(album: Omit<AlbumRow, 'version'>): Promise<void>;

  /** Whoever it belongs to: the caller looks at the owner. */
  abstract find(id: string): Promise<AlbumRow | null>;

  /** All of this owner, newest first. */
  abstract list(owner: string): Promise<AlbumRow[]>;

  /** Changes the album if it is still of this version, and returns it as it is then; null when it is not, or not there. */
  abstract update(id: string, version: number, change: AlbumChange): Promise<AlbumRow | null>;

  /** Its pictures stay where they are; links to it, in the same database, end. False when there is no such album of this owner. */
  abstract remove(id: string, owner: string): Promise<boolean>;
}
