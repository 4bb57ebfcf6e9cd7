import { randomBytes } from 'node:crypto';

import { Client } from 'minio';

/** A name for a bucket that nobody else has. */
export function newBucket(): string {
  return `shoebox-test-${randomBytes(6).toString('hex')}`;
}

/** Removes the bucket of a STORAGE_URL with all that is in it. */
export async function emptyBucket(storageUrl: string): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(storageUrl.replace('s3+', ''));
  const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey: username, secretKey: password });
  const bucket = pathname.slice(1);
  if (!(await client.bucketExists(bucket))) return;
  const names: string[] = [];
  for await (const { name } of client.listObjectsV2(bucket, '', true) as AsyncIterable<{ name: string }>) names.push(name);
  await client.removeObjects(bucket, names);
  await client.removeBucket(bucket);
}
