import { spawnSync } from 'node:child_process';

import { GenericContainer, Wait } from 'testcontainers';

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

export type ServerKind = keyof typeof KINDS;

/** Why there can be no such server here, or null when there is one or Docker can start it. */
export function missingServer(kind: ServerKind): string | null {
  const { variable, name } = KINDS[kind];
  if (process.env[variable] || spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0) return null;
  return `no ${name} for the tests (set ${variable}, or start Docker)`;
}

/** The server that TEST_MONGO_URL, TEST_S3_URL or TEST_REDIS_URL names, else one in a container, which `stop` ends. Only where one can be. */
export async function findServer(kind: ServerKind): Promise<{ url: string; stop: () => Promise<void> }> {
  const { variable, container, port, url } = KINDS[kind];
  const given = process.env[variable];
  if (given) return { url: given.replace(/\/$/, ''), stop: async () => undefined };
  const started = await container().withExposedPorts(port).withWaitStrategy(Wait.forListeningPorts()).withStartupTimeout(120_000).start();
  return { url: url(`${started.getHost()}:${started.getMappedPort(port)}`), stop: async () => void (await started.stop()) };
}
