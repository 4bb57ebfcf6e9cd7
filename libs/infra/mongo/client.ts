import { mongo } from 'mongoose';

import { ConfigError } from '#libs/config/config-error.js';

/** Milliseconds for finding a server and connecting to it. */
const CONNECT_TIMEOUT = 1_500;
/** Milliseconds for an answer, or for a free connection of the pool. database.ts gives up earlier when the server shows no sign of life. */
export const CALL_TIMEOUT = 5_000;
/** Milliseconds between two heartbeats of the driver. */
const HEARTBEAT = 1_000;
const DATABASE = 'shoebox';
/** Connections of one process, unless the URL sets `maxPoolSize`. */
const CONNECTIONS = 20;

/**
 * Creates a client without connecting it. Some options override the URL, since the drive relies on them: writes are acknowledged when
 * a majority of members has them in the journal, and reads see these writes.
 * @throws ConfigError with one line, without the URL and its password
 */
export function mongoClient(url: string): mongo.MongoClient {
  const asked = options(url);
  const given: mongo.MongoClientOptions = {
    appName: 'shoebox',
    serverSelectionTimeoutMS: CONNECT_TIMEOUT,
    connectTimeoutMS: CONNECT_TIMEOUT,
    socketTimeoutMS: CALL_TIMEOUT,
    waitQueueTimeoutMS: CALL_TIMEOUT,
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
    // The message of the driver may contain the password.
    throw new ConfigError(
      `SHOEBOX_DATABASE_URL is not an address of MongoDB: it goes mongodb://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE, and ` +
        `characters like @ : / ? # in the password are written as %40 %3A %2F %3F %23.`,
    );
  }
}

/** The names of the options in the URL, in lower case. */
function options(url: string): ReadonlySet<string> {
  const query = url.split('?', 2)[1] ?? '';
  return new Set([...new URLSearchParams(query).keys()].map((name) => name.toLowerCase()));
}

function databaseIn(url: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]/.test(url);
}

/** Whether the account is in `admin`: the driver would look in the database that we name. */
function loginAtAdmin(url: string, asked: ReadonlySet<string>): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+@/.test(url) && !asked.has('authsource') && !asked.has('authmechanism');
}
