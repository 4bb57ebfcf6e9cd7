import { join } from 'node:path';

import { startDrive } from '../drive/drive.js';
import { Stack } from '../drive/stack.js';
import { openStores, type ServerUrls, type Stores } from '../servers/stores.js';

/** A running drive on real servers. */
export interface Form {
  url: string;
  /** Where it keeps its objects, as SHOEBOX_STORAGE_URL. */
  storageUrl: string;
  close(): Promise<void>;
}

type Start = (urls: ServerUrls) => Promise<Form>;

/** Every mixture of engines that works and is not the embedded drive. */
export const FORMS = {
  /** MongoDB, S3 and Redis. */
  apart: (urls) => Stack.start(urls),
  'apart-files': (urls) => Stack.start(urls, { files: true }),
  'one-sqlite-s3': inOneProcess(({ env }) => ({ SHOEBOX_STORAGE_URL: env.SHOEBOX_STORAGE_URL })),
  'one-sqlite-redis': inOneProcess(({ env }) => ({ SHOEBOX_QUEUE_URL: env.SHOEBOX_QUEUE_URL })),
  'one-mongo-redis-files': inOneProcess(({ env: { SHOEBOX_DATABASE_URL, SHOEBOX_QUEUE_URL } }) => ({
    SHOEBOX_DATABASE_URL,
    SHOEBOX_QUEUE_URL,
  })),
  'one-mongo-s3': inOneProcess(({ env: { SHOEBOX_DATABASE_URL, SHOEBOX_STORAGE_URL } }) => ({ SHOEBOX_DATABASE_URL, SHOEBOX_STORAGE_URL })),
  'one-mongo-s3-redis': inOneProcess(({ env }) => ({ ...env })),
} as const satisfies Record<string, Start>;

export type FormName = keyof typeof FORMS;

/** The form that TEST_FORM names, else four processes on all three servers. */
export function chosenForm(): Start {
  const name = process.env['TEST_FORM'] ?? 'apart';
  const form = (FORMS as Record<string, Start | undefined>)[name];
  if (!form) throw new Error(`There is no TEST_FORM ${name}: it is one of ${Object.keys(FORMS).join(', ')}.`);
  return form;
}

function inOneProcess(env: (stores: Stores) => { SHOEBOX_STORAGE_URL?: string } & Record<string, string>): Start {
  return async (urls) => {
    const stores = await openStores(urls);
    const drive = await startDrive({ env: env(stores) });
    const close = async () => {
      await drive.close();
      await stores.remove();
    };
    const { SHOEBOX_STORAGE_URL: storageUrl = `file:${join(drive.dataDir!, 'objects')}` } = env(stores);
    return { url: drive.url, storageUrl, close };
  };
}
