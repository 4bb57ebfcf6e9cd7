import { mongo } from 'mongoose';

/**
 * What each service may do in a collection of its own: the actions of the built-in role `readWrite` that the drive needs
 * (https://www.mongodb.com/docs/v7.0/reference/built-in-roles/#database-user-roles). Not those that drop, rename or convert one.
 */
export const ACTIONS = [
  'find',
  'insert',
  'update',
  'remove',
  'killCursors',
  'collStats',
  'listIndexes',
  'createCollection',
  // Each service brings its own collections up to date (migrations.ts).
  'createIndex',
] as const;

/** `migrations` has a document for each part of the drive, with the number of its last step. */
const ACCOUNTS = ['accountLog', 'events', 'invites', 'migrations', 'sessions', 'signingKey', 'tokens', 'users'];
const PICTURES = ['albums', 'changedRows', 'drive', 'driveFacts', 'images', 'migrations', 'shareEvents', 'shares'];
/** What a person may store is asked at an upload, who may see an image at its address. */
const FOR_REQUESTS = [...PICTURES, 'addressKeys', 'presets', 'quotas'].toSorted();

/** The collections of each service that has a database user of its own. The user has the name of the service. */
export const COLLECTIONS = { auth: ACCOUNTS, media: FOR_REQUESTS, worker: PICTURES } as const;

/** A service, or the owner's commands, which work with all collections. */
export type ServiceUser = keyof typeof COLLECTIONS | 'owner';
export const SERVICE_USERS: readonly ServiceUser[] = ['auth', 'media', 'worker', 'owner'];

/** Codes of the server for a role and a user that exist. */
const EXISTS: readonly unknown[] = [51_002, 51_003];

/**
 * Makes the users in the database of the URL, or gives them these passwords and today's rights. Can be repeated, also at the same time.
 * @param url with the account of an administrator
 * @param timeout milliseconds in which the server must answer: it may be starting
 * @throws MongoError
 */
export async function makeServiceUsers(url: string, passwords: Record<ServiceUser, string>, timeout: number): Promise<void> {
  const client = new mongo.MongoClient(url, { serverSelectionTimeoutMS: timeout, appName: 'shoebox', w: 'majority', journal: true });
  try {
    const db = client.db();
    for (const user of SERVICE_USERS) {
      const roles = [await makeRole(db, user)];
      await createOrUpdate(db, 'User', user, { pwd: passwords[user], roles });
    }
  } finally {
    await client.close();
  }
}

/** @returns the name of the role in this database */
async function makeRole(db: mongo.Db, user: ServiceUser): Promise<string> {
  if (user === 'owner') return 'readWrite';
  const privileges = COLLECTIONS[user].map((collection) => ({ resource: { db: db.databaseName, collection }, actions: ACTIONS }));
  await createOrUpdate(db, 'Role', user, { privileges, roles: [] });
  return user;
}

async function createOrUpdate(db: mongo.Db, kind: 'User' | 'Role', name: string, fields: object): Promise<void> {
  try {
    await db.command({ [`create${kind}`]: name, ...fields });
  } catch (error) {
    if (!(error instanceof mongo.MongoServerError) || !EXISTS.includes(error.code)) throw error;
    await db.command({ [`update${kind}`]: name, ...fields });
  }
}
