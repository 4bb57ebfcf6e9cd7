import { createCipheriv, hash, randomBytes } from 'node:crypto';

import { hashRaw } from '@node-rs/argon2';
import { signV4 } from 'minio/dist/esm/signing.mjs';

import { parseS3Url, type S3Location } from './url.js';

/** Milliseconds for an answer. */
const TIMEOUT = 10_000;
/** Parameters of argon2id that MinIO expects; memory in KiB. */
const COST = { algorithm: 2, memoryCost: 64 * 1024, timeCost: 1, parallelism: 4, outputLen: 32 } as const;
/** "The key is of argon2id, the cipher AES-256-GCM." */
const CIPHER = Buffer.from([0]);
/** A message is sealed in parts of 16 KiB; this marks the last, which is the only one here. */
const LAST_PART = 0x80;

/** What a service does in the bucket: the bucket is made when it is missing. */
const policyOf = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket'],
      Resource: [`arn:aws:s3:::${bucket}`],
    },
    { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], Resource: [`arn:aws:s3:::${bucket}/*`] },
  ],
});

/**
 * Makes users of a MinIO that reach one bucket and nothing else, or gives them these passwords and today's rights. Can be repeated. It is the
 * part of MinIO's protocol for administrators (madmin-go, `add-user`, `add-canned-policy`, `set-user-or-group-policy`) that this needs.
 * @param rootUrl the STORAGE_URL of the bucket with the root account @throws Error
 */
export async function makeBucketUsers(rootUrl: string, passwords: Readonly<Record<string, string>>): Promise<void> {
  const at = parseS3Url(rootUrl);
  await call(at, 'add-canned-policy', { name: at.bucket }, JSON.stringify(policyOf(at.bucket)));
  for (const [user, secretKey] of Object.entries(passwords)) {
    const account = JSON.stringify({ secretKey, status: 'enabled' });
    await call(at, 'add-user', { accessKey: user }, await encrypt(at.secretKey, account));
    await call(at, 'set-user-or-group-policy', { isGroup: 'false', policyName: at.bucket, userOrGroup: user }, '');
  }
}

/** @param query in the order of its names, as it is signed */
async function call(at: S3Location, name: string, query: Record<string, string>, body: string | Buffer<ArrayBuffer>): Promise<void> {
  const path = `/minio/admin/v3/${name}?${new URLSearchParams(query)}`;
  const now = new Date();
  const sha256 = hash('sha256', body);
  const headers: Record<string, string> = {
    host: new URL(at.origin).host,
    'x-amz-date': now.toISOString().replace(/[-:]|\.\d+/g, ''),
    'x-amz-content-sha256': sha256,
  };
  const request = { method: 'PUT', path, headers } as Parameters<typeof signV4>[0];
  headers['authorization'] = signV4(request, at.accessKey, at.secretKey, at.region, now, sha256);
  const answer = await fetch(at.origin + path, { method: 'PUT', headers, body, signal: AbortSignal.timeout(TIMEOUT) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${name} was answered with ${answer.status} ${/"Code":"(\w+)"/.exec(text)?.[1] ?? ''}`.trim());
}

/**
 * Encrypts as MinIO's clients do (madmin-go, EncryptData): salt, cipher, nonce, and the text sealed by AES-256-GCM in the stream format of
 * sio-go. The nonce of a part ends with its number, in four bytes; part 0 is empty, and its tag is authenticated with every other part.
 */
async function encrypt(password: string, text: string): Promise<Buffer<ArrayBuffer>> {
  const [salt, nonce] = [randomBytes(32), randomBytes(8)];
  const key = await hashRaw(password, { ...COST, salt });
  const seal = (part: number, plain: string, authenticated: Buffer): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([nonce, Buffer.from([part, 0, 0, 0])]));
    cipher.setAAD(authenticated);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const tag = seal(0, '', Buffer.alloc(0));
  return Buffer.concat([salt, CIPHER, nonce, seal(1, text, Buffer.concat([Buffer.from([LAST_PART]), tag]))]);
}
