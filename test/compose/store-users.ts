import { describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import { Client } from '../harness/http/client.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import type { ComposeStack, Service } from './stack.js';

/** A collection of each kind: who a person is, how they stay logged in, what auth signs with; what a picture is, who may see it. */
const ACCOUNTS = ['users', 'sessions', 'signingKey'];
const PICTURES = ['images', 'shares'];
const SECRETS = ['mongo-auth', 'mongo-media', 'mongo-worker', 'mongo-owner', 'minio-media', 'minio-worker', 'minio-owner'];

/** Each service has a user of MongoDB with its own collections, and of MinIO with the bucket. MongoDB itself must refuse the others. */
export function storeUsers(stack: ComposeStack): void {
  const shell = (url: string, script: string) => stack.exec('mongo', 'mongosh', '--quiet', url, '--eval', script);
  const urlOf = async (service: Service) =>
    (await stack.exec(service, 'cat', `/run/secrets/mongo-${service}/url`)).replace('@mongo:', '@127.0.0.1:');

  describe('users of the stores', () => {
    it.each<[Service, string[]]>([
      ['auth', ACCOUNTS],
      ['media', PICTURES],
      ['worker', PICTURES],
    ])('%s reads %j and nothing else', async (service, own) => {
      const url = await urlOf(service);
      const script = (name: string) => `try { db.getCollection('${name}').findOne(); print('read') } catch (e) { print(e.codeName) }`;
      for (const name of [...ACCOUNTS, ...PICTURES]) {
        expect([name, await shell(url, script(name))]).toEqual([name, own.includes(name) ? 'read' : 'Unauthorized']);
      }
      const refused = `try { db.getSiblingDB('admin').system.users.findOne(); print('read') } catch (e) { print(e.codeName) }`;
      expect(await shell(url, refused)).toBe('Unauthorized');
      const dropped = `try { db.${own[0]}.drop(); print('dropped') } catch (e) { print(e.codeName) }`;
      expect(await shell(url, dropped)).toBe('Unauthorized');
    });

    it('an installation from before gets users and passwords by the next up, and the owner’s commands reach everything', async () => {
      const ada = await Client.signUp(stack.url);
      const { id } = await ready(ada, (await ada.upload(await noise(400, 300))).id);
      const root = `mongodb://shoebox:${await stack.exec('mongo', 'cat', '/run/secrets/mongo/password')}@127.0.0.1:27017/shoebox?authSource=admin`;
      await shell(root, 'db.dropAllUsers(); db.dropAllRoles()');
      await stack.compose('down');
      await docker('volume', 'rm', ...SECRETS.map((name) => `${stack.name}_secret-${name}`));
      await stack.up();
      await ada.get(`/get/${id}/o`);
      await ready(ada, (await ada.upload(await noise(300, 200))).id);
      const owner = (...command: string[]) => stack.compose('run', '--rm', '--no-deps', '-T', 'owner', 'node', ...command);
      expect(await owner('dist/apps/admin/main.js', 'users')).toContain(ada.user.email);
      expect(await owner('dist/apps/admin/main.js', 'rotate-keys', '--revoke')).toContain('Nobody is logged out');
      await ada.get('/api/auth/me');
    });
  });
}
