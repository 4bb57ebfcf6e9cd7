import { ConfigError } from './config-error.js';
import type { Config } from './config.js';

export type AppName = 'gateway' | 'auth' | 'media' | 'worker';
/** What runs in a process of its own: an app, or the decoder of media and worker, which has no port. */
export type ServiceName = AppName | 'decoder';
/** What a process runs: the whole drive, or one service of it. */
export type Deployment = 'all-in-one' | ServiceName;

type Settings = Pick<
  Config,
  | 'databaseUrl'
  | 'storageUrl'
  | 'storageNamed'
  | 'queueUrl'
  | 'authUrl'
  | 'mediaUrl'
  | 'gatewaySecret'
  | 'decoderSockets'
  | 'port'
  | 'internalPort'
>;

interface Need {
  /** The setting, with an example of its value. */
  setting: string;
  why: string;
  met(settings: Settings): boolean;
}

const DATABASE: Need = {
  setting: 'SHOEBOX_DATABASE_URL=mongodb://…',
  why: 'SQLite works in one process only',
  met: ({ databaseUrl }) => !databaseUrl.startsWith('sqlite:'),
};
const STORAGE: Need = {
  setting: 'SHOEBOX_STORAGE_URL=s3+http://…',
  why: 'media and worker need the same store; file:PATH works where both can access that folder',
  met: ({ storageNamed }) => storageNamed,
};
const QUEUE: Need = {
  setting: 'SHOEBOX_QUEUE_URL=redis://…',
  why: 'the in-process queue cannot be used by another process',
  met: ({ queueUrl }) => queueUrl !== undefined,
};
const AUTH: Need = {
  setting: 'SHOEBOX_AUTH_URL=http://…',
  why: 'the address of auth',
  met: ({ authUrl }) => authUrl !== undefined,
};
const MEDIA: Need = {
  setting: 'SHOEBOX_MEDIA_URL=http://…',
  why: 'the address of media',
  met: ({ mediaUrl }) => mediaUrl !== undefined,
};

const SECRET: Need = {
  setting: 'SHOEBOX_GATEWAY_SECRET=…',
  why: 'the same for gateway, auth and media, at least 32 random characters; the gateway signs with it from which address a client came',
  met: ({ gatewaySecret }) => gatewaySecret !== undefined,
};

const SOCKET: Need = {
  setting: 'SHOEBOX_DECODER_SOCKET=/run/decoder/decoder.sock',
  why: 'the one path where it listens for media and worker',
  met: ({ decoderSockets }) => decoderSockets.length === 1,
};

/** What each service needs when it runs in a process of its own. */
const NEEDS: Readonly<Record<ServiceName, readonly Need[]>> = {
  gateway: [AUTH, MEDIA, SECRET],
  auth: [DATABASE, SECRET],
  media: [DATABASE, STORAGE, QUEUE, AUTH, SECRET],
  worker: [DATABASE, STORAGE, QUEUE],
  decoder: [SOCKET],
};

/** Refuses settings that this deployment cannot work with. @throws ConfigError with one line that says what to set; it contains no URL of the settings */
export function checkDeployment(deployment: Deployment, settings: Settings): void {
  requireDifferentPorts(deployment, settings);
  if (deployment === 'all-in-one') return refuseInner(settings);
  const lacking = NEEDS[deployment].find((need) => !need.met(settings));
  if (!lacking) return;
  throw new ConfigError(`${deployment} alone needs ${lacking.setting} (${lacking.why}). To run the four apps in one process: npm start`);
}

function requireDifferentPorts(deployment: Deployment, { port, internalPort }: Settings): void {
  if (deployment !== 'all-in-one' && deployment !== 'gateway') return;
  if (internalPort === undefined || internalPort === 0 || internalPort !== port) return;
  throw new ConfigError(`SHOEBOX_INTERNAL_PORT and SHOEBOX_PORT are both ${port}; use two different ports.`);
}

function refuseInner({ authUrl, mediaUrl, gatewaySecret }: Settings): void {
  const named = { SHOEBOX_AUTH_URL: authUrl, SHOEBOX_MEDIA_URL: mediaUrl, SHOEBOX_GATEWAY_SECRET: gatewaySecret };
  const name = Object.entries(named).find(([, value]) => value !== undefined)?.[0];
  if (name) throw new ConfigError(`${name} is only for apps in processes of their own; remove it, or start those apps instead.`);
}
