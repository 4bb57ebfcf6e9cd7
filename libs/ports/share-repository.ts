import type { SizeName } from '#libs/domain/variants.js';

/** A link that lets whoever has it see some pictures, or an album, without an account. */
export interface ShareRow {
  /** Time-ordered: a ULID in lower case. */
  id: string;
  /** Id of the user whose pictures these are. */
  owner: string;
  /** What stands in the address. Kept as it is, since its owner may copy the link again. Unique. */
  token: string;
  /** For people; null: none. */
  name: string | null;
  /** The album that it shows as a whole, as that is when it is looked at; null: the pictures that were chosen. */
  albumId: string | null;
  /** The pictures that were chosen, in the order they are shown; none with an album. */
  imageIds: readonly string[];
  /** The sizes that it gives away, and no others. */
  sizes: readonly SizeName[];
  /** null: it asks for no password. */
  passwordHash: string | null;
  createdAt: Date;
  /** null: it has no end. */
  expiresAt: Date | null;
  /** How often its page was opened. */
  opened: number;
  lastOpenedAt: Date | null;
}

/** What an update writes; what is left out stays. */
export type ShareChange = Partial<Pick<ShareRow, 'name' | 'imageIds' | 'sizes' | 'passwordHash' | 'expiresAt'>>;

/** A part of an owner's links. */
export interface SharePage {
  limit: number;
  /** The id after which it begins. */
  before?: string;
  /** Only links to this album. */
  albumId?: string;
}

/**
 * Links to pictures or albums. A link that expired is found until it is removed: the caller
 * looks at the time. A link to an album ends with it, when the album repository of the same database removes that. Every call may throw
 * `RepositoryUnavailable`, every change `RepositoryFull`.
 */
export abstract class ShareRepository {
  /** Looks for neither its pictures nor its album: the caller does, before and after. */
  abstract insert(share: ShareRow): Promise<void>;
  /** Null also when it is another owner's. */
  abstract find(owner: string, id: string): Promise<ShareRow | null>;
  /** Whoever it belongs to. */
  abstract findByToken(token: string): Promise<ShareRow | null>;
  /** Newest first. */
  abstract list(owner: string, page: SharePage): Promise<ShareRow[]>;
  /** Changes the link in one step and returns it as it is then; null when this owner has no such link. */
  abstract update(owner: string, id: string, change: ShareChange): Promise<ShareRow | null>;
  /** Ends the link: nothing is left of it. False when this owner has no such link. */
  abstract remove(owner: string, id: string): Promise<boolean>;
  /** Counts one opening. A link that is gone meanwhile is no error. */
  abstract noteOpened(id: string, at: Date): Promise<void>;
  /** Takes a picture that is gone for good out of every link of its owner; a link to chosen pictures that has none left goes with it. */
  abstract forgetImage(owner: string, imageId: string): Promise<void>;
}
