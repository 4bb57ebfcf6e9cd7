import { ConfigError } from './config-error.js';
import { loadConfig, type Config } from './config.js';

export type AppName = 'gateway' | 'auth' | 'media' | 'worker';

const ENGINES = {
  databaseUrl: 'SHOEBOX_DATABASE_URL=mongodb://…',
  queueUrl: 'SHOEBOX_QUEUE_URL=redis://…',
  authUrl: 'SHOEBOX_AUTH_URL=http://…',
  mediaUrl: 'SHOEBOX_MEDIA_URL=http://…',
} as const;

type Setting = keyof typeof ENGINES;

/** What each app must share with the others, or know of them, once it runs in a process of its own. */
const NEEDS: Readonly<Record<AppName, readonly Setting[]>> = {
  gateway: ['authUrl', 'mediaUrl'],
  auth: ['databaseUrl'],
  media: ['databaseUrl', 'queueUrl', 'authUrl'],
  worker: ['databaseUrl', 'queueUrl'],
};

/** The one line that says why this app can't run in a process of its own: the setting it lacks, or the one that has no engine yet. */
export function aloneRefusal(app: AppName, config: Pick<Config, Setting>): string {
  const lacking = NEEDS[app].find((setting) => !config[setting] || config[setting].startsWith('sqlite:'));
  const why = lacking
    ? `${app} alone needs ${ENGINES[lacking]}, which this version can't use yet`
    : `${app} alone can't run yet: this version has no engine for ${ENGINES[NEEDS[app][0]!]}`;
  return `${why}. Run the four apps in one process: npm start`;
}

/** Ends the process with 1 and that line, or with the one that says which setting is wrong. */
export function refuseAlone(app: AppName): never {
  let line: string;
  try {
    line = aloneRefusal(app, loadConfig());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    line = error.message;
  }
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
