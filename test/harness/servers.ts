import { spawnSync } from 'node:child_process';

import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { afterAll, describe } from 'vitest';

/** A real server for the tests of one file, or why there is none. */
export type RealServer = { url: string } | { missing: string };

interface Kind {
  /** The variable that names one that runs already. */
  variable: string;
  name: string;
  container: () => GenericContainer;
  port: number;
  url: (address: string) => string;
}

const S3_USER = 'shoebox';
const S3_PASSWORD = 'shoebox-secret';

const KINDS = {
  mongo: {
    variable: 'TEST_MONGO_URL',
    name: 'MongoDB',
    container: () => new GenericContainer('mongo:7.0'),
    port: 27017,
    url: (address) => `mongodb://${address}`,
  },
  s3: {
    variable: 'TEST_S3_URL',
    name: 'S3',
    container: () =>
      new GenericContainer('minio/minio:RELEASE.2025-09-07T16-13-09Z')
        .withCommand(['server', '/data'])
        .withEnvironment({ MINIO_ROOT_USER: S3_USER, MINIO_ROOT_PASSWORD: S3_PASSWORD }),
    port: 9000,
    url: (address) => `http://${S3_USER}:${S3_PASSWORD}@${address}`,
  },
  redis: {
    variable: 'TEST_REDIS_URL',
    name: 'Redis',
    container: () => new GenericContainer('redis:8'),
    port: 6379,
    url: (address) => `redis://${address}`,
  },
} as const satisfies Record<string, Kind>;

/**
 * A real server: the one that TEST_MONGO_URL, TEST_S3_URL or TEST_REDIS_URL names, else one in a container where Docker answers, which goes
 * after the file's last test. To be awaited at the top of a test file.
 */
export async function realServer(kind: keyof typeof KINDS): Promise<RealServer> {
  const { variable, name, container, port, url } = KINDS[kind];
  const given = process.env[variable];
  if (given) return { url: given.replace(/\/$/, '') };
  if (spawnSync('docker', ['version'], { stdio: 'ignore' }).status !== 0) {
    return { missing: `no ${name} for the tests (set ${variable}, or start Docker)` };
  }
  const started: StartedTestContainer = await container()
    .withExposedPorts(port)
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(120_000)
    .start();
  afterAll(async () => void (await started.stop()));
  return { url: url(`${started.getHost()}:${started.getMappedPort(port)}`) };
}

/** Suites that need all of these servers; without one of them they are skipped and say why, which is a failure where CI is set. */
export function describeOn(title: string, servers: readonly RealServer[], suites: (...urls: string[]) => void): void {
  const missing = servers.find((server) => 'missing' in server);
  const urls = servers.map((server) => ('url' in server ? server.url : ''));
  describe.skipIf(missing)(missing ? `skipped: ${missing.missing}` : title, () => {
    suites(...urls);
  });
}

/** A TEST_S3_URL as STORAGE_URL has it, with the bucket. */
export function storageUrl(s3Url: string, bucket: string): string {
  return `s3+${s3Url}/${bucket}`;
}
