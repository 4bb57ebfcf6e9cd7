import { randomBytes } from 'node:crypto';

import { mongo } from 'mongoose';

import { until } from '../http/until.js';

/** A database with a name of its own on the server of this URL, its URL by another address (a proxy's), and what removes it. */
export function ownDatabase(serverUrl: string) {
  const name = `shoebox-test-${randomBytes(8).toString('hex')}`;
  return {
    url: `${serverUrl}/${name}`,
    // A member of a replica set would tell its own address, and the client go there.
    by: (address: string) => `mongodb://${address}/${name}?directConnection=true`,
    async drop() {
      const client = new mongo.MongoClient(serverUrl);
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}

/** The same once it is connected and migrated, which on a busy machine may take longer than a call may. */
export async function connected<T extends { check: () => Promise<void> }>(repository: T): Promise<T> {
  return until(() =>
    repository.check().then(
      () => repository,
      () => null,
    ),
  );
}
