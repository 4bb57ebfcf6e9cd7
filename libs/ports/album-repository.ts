/** The order of an album's images: `hand` as people arranged them, `date` by the time taken, newest first. */
export type AlbumOrder = 'hand' | 'date';

/** An album as stored. */
export interface AlbumRow {
  /** A ULID in lower case: ordered by time, not guessable. */
  id: string;
  /** Id of the user who owns it. */
  owner: string;
  name: string;
  order: AlbumOrder;
  /** Id of the cover image. When null, or no longer in the album, the first image is the cover. */
  cover: string | null;
  /** Ids of its images, each once, in the order `hand`. Images in the trash keep their positions. */
  images: readonly string[];
  createdAt: Date;
  /** Increased by every change. */
  version: number;
}

/** An album without its images. */
export type AlbumHead = Omit<AlbumRow, 'images'>;

/** What a list of albums shows of one. Images that people do not see, such as those in the trash, do not count. */
export interface AlbumSummary extends AlbumHead {
  /** How many images people see in it. */
  shown: number;
  /** Id of the image that stands for the album: the chosen cover, else the first in the order `hand`, or the newest in `date`. */
  coverId: string | null;
}

/** The fields that an update writes. A field that is left out stays unchanged. */
export type AlbumChange = Partial<Pick<AlbumRow, 'name' | 'order' | 'cover' | 'images'>>;

/**
 * Albums. They are not nested, and an image may be in several. An album is one row with the ids of all its images, changed by one
 * conditional update, so readers never see a part of a change. When the image repository of the database removes an image, the image
 * leaves its albums. Every call may throw `RepositoryUnavailable`.
 */
export abstract class AlbumRepository {
  /** @throws RepositoryFull, RepositoryUnavailable */
  abstract insert(album: Omit<AlbumRow, 'version'>): Promise<void>;

  /** Finds an album of any owner: the caller of this method compares the owner. */
  abstract find(id: string): Promise<AlbumRow | null>;

  /** All albums of the owner with all their images, newest first: for tools, since a thousand albums may have ten million. */
  abstract list(owner: string): Promise<AlbumRow[]>;

  /** All albums of the owner without their images, newest first. */
  abstract heads(owner: string): Promise<AlbumHead[]>;

  /** Those of the owner's albums, or this one, newest first. The database counts, so that no image is sent. */
  abstract summaries(owner: string, id?: string): Promise<AlbumSummary[]>;

  /** Changes the album if it still has this version. @returns the changed album; null when the version differs or the album is gone */
  abstract update(id: string, version: number, change: AlbumChange): Promise<AlbumRow | null>;

  /** Removes the album and its shares; its images stay. @returns false when the owner has no such album */
  abstract remove(id: string, owner: string): Promise<boolean>;
}
