import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';

import { send } from '../harness/http/answer.js';
import { until } from '../harness/http/until.js';

const run = promisify(execFile);

export type Service = 'gateway' | 'auth' | 'media' | 'worker' | 'decoder' | 'mongo' | 'minio' | 'redis';

/** What `compose build` builds. */
export const TEST_IMAGE = 'shoebox:test';

/** The stack of docker-compose.yml under a name of its own, on a port of its own, with two of those that scale. */
export class ComposeStack {
  readonly name = `shoebox-test-${randomBytes(4).toString('hex')}`;
  // Kept over every start, which a port that the system chose would not be; below those it chooses from.
  readonly port = randomInt(20_000, 32_000);
  readonly url = `http://127.0.0.1:${this.port}`;
  /** The image of the services, from the next `up` on. */
  image = TEST_IMAGE;
  /** True once everything was healthy. */
  isUp = false;

  /** `docker compose …`; resolves with what it printed, rejects with what it complained about. */
  async compose(...args: string[]): Promise<string> {
    const env = { ...process.env, PUBLISH: `127.0.0.1:${this.port}`, DRIVE_IMAGE: this.image, COMPOSE_PROGRESS: 'quiet' };
    const { stdout } = await run('docker', ['compose', '--project-name', this.name, ...args], { env, maxBuffer: 2 ** 28 });
    return stdout.trim();
  }

  /** Resolves once every container is healthy. */
  async up(): Promise<void> {
    await this.compose('up', '--detach', '--wait', '--scale', 'worker=2', '--scale', 'media=2');
    this.isUp = true;
  }

  /** The ids of the containers of a service that run. */
  async containers(service: Service): Promise<string[]> {
    return (await this.compose('ps', '--quiet', service)).split('\n').filter((id) => id !== '');
  }

  /** Runs a command in the first container of the service. */
  exec(service: Service, ...command: string[]): Promise<string> {
    return this.compose('exec', '--no-TTY', service, ...command);
  }

  logs(): Promise<string> {
    return this.compose('logs', '--no-color', '--tail', '200');
  }

  /** What the gateway says of the whole: nothing when all is well, else the parts that are not. */
  async wrong(): Promise<string> {
    const answer = await send(this.url, { method: 'GET', path: '/health/ready' });
    return answer.status === 200 ? '' : answer.json<{ detail: string }>().detail;
  }

  /** Resolves when the gateway says that all is well; rejects after so many milliseconds. */
  async ready(atMost?: number): Promise<void> {
    await until(async () => ((await this.wrong().catch(() => 'no answer')) === '' ? true : null), atMost);
  }
}
