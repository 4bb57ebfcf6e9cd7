import { mongo } from 'mongoose';

import { ConfigError } from '#libs/config/config-error.js';

/** Milliseconds that finding a server and connecting to it may take. */
const PATIENCE = 1_500;
/** Milliseconds that an answer, or a connection that others use, may take while the server answers others; mongo.ts sees to it that it does. */
export const LONGEST = 5_000;
/** Milliseconds between two signs of life. */
const HEARTBEAT = 1_000;
const DATABASE = 'shoebox';
/** Connections of one process; the URL may say otherwise. */
const CONNECTIONS = 20;

/**
 * A client that is not connected yet. What a drive may rely on stands whatever the URL says: writes that most members have in their
 * journals, reads that see them.
 * @throws ConfigError with one line, without the URL and its password
 */
export function mongoClient(url: string): mongo.MongoClient {
  const asked = options(url);
  const given: mongo.MongoClientOptions = {
    appName: 'shoebox',
    serverSelectionTimeoutMS: PATIENCE,
    connectTimeoutMS: PATIENCE,
    socketTimeoutMS: LONGEST,
    waitQueueTimeoutMS: LONGEST,
    heartbeatFrequencyMS: HEARTBEAT,
    w: 'majority',
    journal: true,
    readPreference: 'primary',
    ...(!asked.has('maxpoolsize') && { maxPoolSize: CONNECTIONS }),
    ...(!databaseIn(url) && { dbName: DATABASE, ...(loginAtAdmin(url, asked) && { authSource: 'admin' }) }),
  };
  try {
    return new mongo.MongoClient(url, given);
  } catch {
    // The driver's words may hold the password.
    throw new ConfigError(
      `SHOEBOX_DATABASE_URL is not an address of MongoDB: it goes mongodb://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE, and ` +
        `characters like @ : / ? # in the password are written as %40 %3A %2F %3F %23.`,
    );
  }
}

/** Names of the options in the URL, in lower case. */
function options(url: string): ReadonlySet<string> {
  const query = url.split('?', 2)[1] ?? '';
  return new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
}

function databaseIn(url: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/.test(url);
}

/** Without a database in the URL people's accounts are in `admin`; the driver would look in the one we name. */
function loginAtAdmin(url: string, asked: ReadonlySet<string>): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+@/.test(url) && !asked.has('authsource') && !asked.has('authmechanism');
}
