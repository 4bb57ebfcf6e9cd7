import type { TestProject } from 'vitest/node';

import { findServer, missingServer } from '../servers/find-server.js';
import { chosenForm } from '../http/forms.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The drive under test when it was running before the file. */
    driveUrl?: string;
    /** Where it keeps its objects, as SHOEBOX_STORAGE_URL. */
    storageUrl?: string;
  }
}

const KINDS = ['mongo', 's3', 'redis'] as const;

/** One drive on real servers for all files of a run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_BASE_URL'] || KINDS.some((kind) => missingServer(kind) !== null)) return undefined;
  const [mongo, s3, redis] = await Promise.all([findServer('mongo'), findServer('s3'), findServer('redis')]);
  const form = await chosenForm()({ mongo: mongo.url, s3: s3.url, redis: redis.url });
  project.provide('driveUrl', form.url);
  project.provide('storageUrl', form.storageUrl);
  return async () => {
    await form.close();
    await Promise.all([mongo, s3, redis].map((server) => server.stop()));
  };
}
