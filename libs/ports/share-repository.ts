import type { SizeName } from '#libs/domain/variants.js';

/** A share: its address shows some images, or an album, to visitors without an account. */
export interface ShareRow {
  /** A ULID in lower case: ordered by time. */
  id: string;
  /** Id of the user who owns the images. */
  owner: string;
  /** The token in the address; unique. Stored in plain, since the owner may copy the address again. */
  token: string;
  /** A name for people, or null. */
  name: string | null;
  /** The album that it shows in its current state; null: it shows `imageIds`. */
  albumId: string | null;
  /** The images that it shows, in this order; empty with an album. */
  imageIds: readonly string[];
  /** The sizes that visitors can get. */
  sizes: readonly SizeName[];
  /** null: no password. */
  passwordHash: string | null;
  createdAt: Date;
  /** null: never. */
  expiresAt: Date | null;
  /** How often a visitor opened its page. */
  opened: number;
  lastOpenedAt: Date | null;
}

/** The fields that an update writes. A field that is left out stays unchanged. */
export type ShareChange = Partial<Pick<ShareRow, 'name' | 'imageIds' | 'sizes' | 'passwordHash' | 'expiresAt'>>;

/** One page of an owner's shares. */
export interface SharePage {
  limit: number;
  /** The page begins after the share with this id. */
  before?: string;
  /** Only shares of this album. */
  albumId?: string;
}

/**
 * Shares of images and albums. An expired share is found until it is removed: the caller compares the time. When the album repository of
 * the database removes an album, its shares are removed as well. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`.
 */
export abstract class ShareRepository {
  /** Does not check that the images or the album exist: the caller does, before and after. */
  abstract insert(share: ShareRow): Promise<void>;
  /** Finds a share of this owner. */
  abstract find(owner: string, id: string): Promise<ShareRow | null>;
  /** Finds a share of any owner. */
  abstract findByToken(token: string): Promise<ShareRow | null>;
  /** Newest first. */
  abstract list(owner: string, page: SharePage): Promise<ShareRow[]>;
  /** Changes the share in one atomic step. @returns the changed share; null when the owner has no such share */
  abstract update(owner: string, id: string, change: ShareChange): Promise<ShareRow | null>;
  /** @returns false when the owner has no such share */
  abstract remove(owner: string, id: string): Promise<boolean>;
  /** Counts one visit. A share that no longer exists is no error. */
  abstract noteOpened(id: string, at: Date): Promise<void>;
  /** Removes a deleted image from all shares of its owner. A share of images that becomes empty is removed as well. */
  abstract forgetImage(owner: string, imageId: string): Promise<void>;
}
