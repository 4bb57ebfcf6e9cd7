import { randomBytes } from 'node:crypto';

import { mongo } from 'mongoose';

/** A database with a name of its own on the server of this URL, and what removes it. */
export function ownDatabase(serverUrl: string): { url: string; drop: () => Promise<void> } {
  const name = `shoebox-test-${randomBytes(8).toString('hex')}`;
  return {
    url: `${serverUrl}/${name}`,
    async drop() {
      const client = new mongo.MongoClient(serverUrl);
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
