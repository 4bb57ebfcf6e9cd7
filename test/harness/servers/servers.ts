import { afterAll, describe } from 'vitest';

import { isInstalled, OwnServer } from './own-servers.js';
import { findServer, missingServer, type ServerKind } from './find-server.js';

/** A real server for the tests of one file, or why there is none. */
export type RealServer = { url: string } | { missing: string };

/**
 * A real server: the one that TEST_MONGO_URL, TEST_S3_URL or TEST_REDIS_URL names, else one in a container where Docker answers, which goes
 * after the file's last test. To be awaited at the top of a test file.
 */
export async function realServer(kind: ServerKind): Promise<RealServer> {
  const missing = missingServer(kind);
  if (missing !== null) return { missing };
  const { url, stop } = await findServer(kind);
  afterAll(stop);
  return { url };
}

/** The S3 servers of the tests, by their names: the one of `realServer`, and VersityGW where it is installed. */
export async function s3Servers(): Promise<readonly (readonly [name: string, RealServer])[]> {
  const first = ['S3', await realServer('s3')] as const;
  if (!isInstalled('versitygw')) return [first];
  const own = await OwnServer.start('versitygw');
  afterAll(() => own.close());
  return [first, ['VersityGW', { url: own.url }]];
}

/** Suites that need all of these servers; without one of them they are skipped and say why, which is a failure where CI is set. */
export function describeOn(title: string, servers: readonly RealServer[], suites: (...urls: string[]) => void): void {
  const missing = servers.find((server) => 'missing' in server);
  const urls = servers.map((server) => ('url' in server ? server.url : ''));
  describe.skipIf(missing)(missing ? `skipped: ${missing.missing}` : title, () => {
    suites(...urls);
  });
}

/** Suites that run once on each of these S3 servers. */
export function describeOnS3(servers: Awaited<ReturnType<typeof s3Servers>>, suites: (url: string) => void): void {
  for (const [name, server] of servers) describeOn(`on ${name}`, [server], (url) => suites(url!));
}

/** A TEST_S3_URL as STORAGE_URL has it, with the bucket. */
export function storageUrl(s3Url: string, bucket: string): string {
  return `s3+${s3Url}/${bucket}`;
}
