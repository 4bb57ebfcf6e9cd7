import { canonicalIdentifier, findUser } from '#libs/accounts/find-user.js';
import type { Config } from '#libs/config/config.js';
import { databasesExist, openAuthDatabase, openMediaDatabase } from '#libs/infra/open.js';
import type { AuthDatabase, MediaDatabase } from '#libs/ports/databases.js';
import type { User, UserRepository } from '#libs/ports/user-repository.js';
import { CommandError } from '#libs/terminal/command-error.js';
import type { Terminal } from '#libs/terminal/terminal.js';

/** What every command gets. */
export interface AdminContext {
  terminal: Terminal;
  /** Reads the settings. @throws ConfigError */
  load(): Config;
}

/** The databases of a drive. Its objects are left to the running drive. */
export type Databases = Pick<AuthDatabase, 'users' | 'sessions' | 'accessTokens' | 'invites' | 'accountLog' | 'signingKeys'> &
  Pick<MediaDatabase, 'images' | 'maintenance' | 'quotas' | 'albums' | 'shares' | 'addressKeys' | 'presets'>;

/** Opens the databases for one command. @throws CommandError when there is no drive, ConfigError */
export async function withDatabases(
  { load }: AdminContext,
  command: (databases: Databases, config: Config) => Promise<void>,
): Promise<void> {
  const config = load();
  if (!databasesExist(config)) {
    throw new CommandError(`There is no drive in ${config.dataDir}. Set SHOEBOX_DATA_DIR to its folder, or start it once (npm start).`);
  }
  const [auth, media] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config)]);
  try {
    await command({ ...auth, ...media }, config);
  } finally {
    await Promise.all([auth.close(), media.close()]);
  }
}

/** The account of an e-mail or user name. @throws CommandError when there is none */
export async function findAccount(users: UserRepository, emailOrName: string): Promise<User> {
  const user = await findUser(users, canonicalIdentifier(emailOrName));
  if (!user) throw new CommandError(`There is no account ${emailOrName}. To list all: npm run admin -- users`);
  return user;
}
