import type { AccessTokenRepository } from './access-token-repository.js';
import type { AccountLog } from './account-log.js';
import type { AddressKeyRepository } from './address-key-repository.js';
import type { AlbumRepository } from './album-repository.js';
import type { ChangedRows } from './changed-rows.js';
import type { DriveRepository } from './drive-repository.js';
import type { ImageMaintenance } from './image-maintenance.js';
import type { ImageRepository } from './image-repository.js';
import type { InviteRepository } from './invite-repository.js';
import type { MediaAudit } from './media-audit.js';
import type { PresetRepository } from './preset-repository.js';
import type { QuotaRepository } from './quota-repository.js';
import type { RateLimitRepository } from './rate-limit-repository.js';
import type { SessionRepository } from './session-repository.js';
import type { ShareRepository } from './share-repository.js';
import type { SigningKeyRepository } from './signing-key-repository.js';
import type { UserRepository } from './user-repository.js';

/** A database that is opened once and closed once; its repositories share one connection or pool. */
abstract class Database {
  /** Resolves when the database can be read and written, and when its disk is full. @throws RepositoryUnavailable */
  abstract check(): Promise<void>;

  /** Waits for the calls made before, then closes. Each call after that throws `RepositoryUnavailable`. */
  abstract close(): Promise<void>;
}

/** The database of images, albums and shares. */
export abstract class MediaDatabase extends Database {
  abstract readonly images: ImageRepository;
  abstract readonly maintenance: ImageMaintenance;
  abstract readonly audit: MediaAudit;
  abstract readonly quotas: QuotaRepository;
  abstract readonly drive: DriveRepository;
  abstract readonly albums: AlbumRepository;
  abstract readonly shares: ShareRepository;
  abstract readonly addressKeys: AddressKeyRepository;
  abstract readonly presets: PresetRepository;
  abstract readonly changedRows: ChangedRows;
  /** Failed guesses of share passwords. */
  abstract readonly rateLimits: RateLimitRepository;
}

/** The database of accounts. */
export abstract class AuthDatabase extends Database {
  abstract readonly users: UserRepository;
  abstract readonly sessions: SessionRepository;
  abstract readonly accessTokens: AccessTokenRepository;
  abstract readonly invites: InviteRepository;
  abstract readonly accountLog: AccountLog;
  abstract readonly signingKeys: SigningKeyRepository;
  /** Failed log-ins, and sign-ups. */
  abstract readonly rateLimits: RateLimitRepository;

  /** Deletes sessions, access tokens and invitations that expired before this time, and before now by the clock of a database server. @throws RepositoryUnavailable, RepositoryFull */
  abstract forgetExpired(before: Date): Promise<void>;
}
