import { ConfigError } from './config-error.js';
import type { Config } from './config.js';

export type AppName = 'gateway' | 'auth' | 'media' | 'worker';
/** How a process runs: the whole drive, or one app of it. */
export type Form = 'all-in-one' | AppName;

type Settings = Pick<Config, 'databaseUrl' | 'storageUrl' | 'storageNamed' | 'queueUrl' | 'authUrl' | 'mediaUrl' | 'port' | 'internalPort'>;

interface Need {
  /** With what it may be. */
  setting: string;
  why: string;
  /** Whether the settings have what this form needs. */
  met(settings: Settings): boolean;
}

const DATABASE: Need = {
  setting: 'SHOEBOX_DATABASE_URL=mongodb://…',
  why: 'SQLite is for one process',
  met: ({ databaseUrl }) => !databaseUrl.startsWith('sqlite:'),
};
const STORAGE: Need = {
  setting: 'SHOEBOX_STORAGE_URL=s3+http://…',
  why: 'media and worker must see one store; file:PATH will do where PATH is one folder that both see',
  met: ({ storageNamed }) => storageNamed,
};
const QUEUE: Need = {
  setting: 'SHOEBOX_QUEUE_URL=redis://…',
  why: 'a queue inside one process reaches no other',
  met: ({ queueUrl }) => queueUrl !== undefined,
};
const AUTH: Need = {
  setting: 'SHOEBOX_AUTH_URL=http://…',
  why: 'that is where it finds auth',
  met: ({ authUrl }) => authUrl !== undefined,
};
const MEDIA: Need = {
  setting: 'SHOEBOX_MEDIA_URL=http://…',
  why: 'that is where it finds media',
  met: ({ mediaUrl }) => mediaUrl !== undefined,
};

/** What each app must share with the others, or know of them, once it runs in a process of its own. */
const NEEDS: Readonly<Record<AppName, readonly Need[]>> = {
  gateway: [AUTH, MEDIA],
  auth: [DATABASE],
  media: [DATABASE, STORAGE, QUEUE, AUTH],
  worker: [DATABASE, STORAGE, QUEUE],
};

/**
 * Refuses settings with which this form can't work: what can't be shared between processes stays in one. Of a URL only its kind is told.
 * @throws ConfigError with one line that says what to set
 */
export function expectWorkable(form: Form, settings: Settings): void {
  expectTwoPorts(form, settings);
  if (form === 'all-in-one') return expectNoneApart(settings);
  const lacking = NEEDS[form].find((need) => !need.met(settings));
  if (!lacking) return;
  throw new ConfigError(`${form} alone needs ${lacking.setting}: ${lacking.why}. Or run the four apps in one process: npm start`);
}

/** Only these two listen on both. */
function expectTwoPorts(form: Form, { port, internalPort }: Settings): void {
  if (form !== 'all-in-one' && form !== 'gateway') return;
  if (internalPort === undefined || internalPort === 0 || internalPort !== port) return;
  throw new ConfigError(`SHOEBOX_INTERNAL_PORT and SHOEBOX_PORT are both ${port}: the two must differ.`);
}

function expectNoneApart({ authUrl, mediaUrl }: Settings): void {
  const name = authUrl ? 'SHOEBOX_AUTH_URL' : mediaUrl ? 'SHOEBOX_MEDIA_URL' : undefined;
  if (name) throw new ConfigError(`${name} is for a gateway or a media that runs alone: the whole drive in one process has its own.`);
}
