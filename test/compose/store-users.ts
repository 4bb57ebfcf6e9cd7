import { beforeAll, describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import { Client } from '../harness/http/client.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import type { ComposeStack, Service } from './stack.js';

const SECRETS = ['mongo-auth', 'mongo-media', 'mongo-worker', 'mongo-owner', 'minio-media', 'minio-worker', 'minio-owner'];
/** Reads accounts as well as pictures. */
const COMMAND = ['node', 'dist/apps/admin/main.js', 'users'];

/** Each service has a user of MongoDB with its own collections, and of MinIO with the bucket. */
export function storeUsers(stack: ComposeStack): void {
  const run = (service: Service | 'owner', ...command: string[]) => stack.compose('run', '--rm', '--no-deps', '-T', service, ...command);

  describe('users of the stores', () => {
    let ada: Client;
    beforeAll(async () => {
      ada = await Client.signUp(stack.url);
    });

    it('the owner’s commands reach everything', async () => {
      expect(await run('owner', ...COMMAND)).toContain(ada.user.email);
      expect(await run('owner', 'node', 'dist/apps/admin/main.js', 'rotate-keys', '--revoke')).toContain('Nobody is logged out');
      await ada.get('/api/auth/me');
    });

    it.each<Service>(['auth', 'media', 'worker'])('MongoDB refuses %s what is not its own', async (service) => {
      // A server that only speaks its protocol, under the name of the image, may know no rights by collection.
      const isMongoDB = (await stack.exec('mongo', 'sh', '-c', 'command -v mongod || true')) !== '';
      const refused = await run(service, ...COMMAND).then(
        () => false,
        () => true,
      );
      expect(refused).toBe(isMongoDB);
    });

    it('passwords that are missing are made by the next up, and the users get them', async () => {
      const { id } = await ready(ada, (await ada.upload(await noise(400, 300))).id);
      await stack.compose('down');
      await docker('volume', 'rm', ...SECRETS.map((name) => `${stack.name}_secret-${name}`));
      await stack.up();
      await ada.get(`/get/${id}/o`);
      await ready(ada, (await ada.upload(await noise(300, 200))).id);
    });
  });
}
