import type { AlbumRepository } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { SessionRepository } from '#libs/ports/session-repository.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';
import type { UserRepository } from '#libs/ports/user-repository.js';

/** The databases of the drive; its objects are the business of the drive alone. */
export interface Databases {
  users: UserRepository;
  sessions: SessionRepository;
  images: ImageRepository;
  albums: AlbumRepository;
  shares: ShareRepository;
}
