import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import { Client } from 'minio';
import { expect, it } from 'vitest';

import { emptyBucket, newBucket } from '../../../test/harness/servers/s3.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { S3ObjectStore } from './object-store.js';
import { makeBucketUsers } from './service-users.js';

const password = () => randomBytes(20).toString('hex');

describeOn('on a real server', [await realServer('s3')], (server) => {
  it('makes users that reach one bucket and nothing else, and gives them new passwords', async () => {
    const bucket = newBucket();
    const rootUrl = `s3+${server!}/${bucket}`;
    const { hostname, port, host, username, password: secret } = new URL(server!);
    // Names of its own, as users are those of the whole server.
    const [media, worker] = [`media-${bucket}`, `worker-${bucket}`];
    const passwords = { [media]: password(), [worker]: password() };
    await makeBucketUsers(rootUrl, { ...passwords, [worker]: password() });
    await makeBucketUsers(rootUrl, passwords);

    const store = await S3ObjectStore.open(`s3+http://${media}:${passwords[media]}@${host}/${bucket}`);
    // The bucket is made by the user.
    await store.check();
    await store.close();
    const client = (accessKey: string, secretKey: string) =>
      new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey, region: 'us-east-1' });
    const [root, user] = [client(username, secret), client(worker, passwords[worker]!)];
    await root.makeBucket(`${bucket}-other`);
    await root.putObject(`${bucket}-other`, 'secret', 'x');
    await user.putObject(bucket, 'own', 'x');
    expect(await Readable.from(await user.getObject(bucket, 'own')).toArray()).toEqual([Buffer.from('x')]);
    await user.removeObject(bucket, 'own');
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    expect(await codeOf(user.getObject(`${bucket}-other`, 'secret'))).toBe('AccessDenied');
    expect(await codeOf(user.putObject(`${bucket}-other`, 'mine', 'x'))).toBe('AccessDenied');
    expect(await codeOf(user.makeBucket(`${bucket}-third`))).toBe('AccessDenied');
    expect(await codeOf(user.removeBucket(bucket))).toBe('AccessDenied');
    const asUser = rootUrl.replace(`${username}:${secret}`, `${worker}:${passwords[worker]}`);
    await expect(makeBucketUsers(asUser, { eve: password() })).rejects.toThrow('403 AccessDenied');
    await emptyBucket(rootUrl);
    await emptyBucket(`${rootUrl}-other`);
  });

  it('says that the root account is not right, without its password', async () => {
    const wrong = `s3+${server!.replace(/:\/\/.*@/, '://shoebox:hidden-password@')}/pictures`;
    const error: unknown = await makeBucketUsers(wrong, {}).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toBe('add-canned-policy was answered with 403 SignatureDoesNotMatch');
  });
});
