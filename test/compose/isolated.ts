import { describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import { until } from '../harness/http/until.js';
import type { Service, ComposeStack } from './stack.js';

const PORTS = { gateway: 3000, auth: 9090, media: 9090, mongo: 27017, minio: 9000, redis: 6379 } as const;
/** Milliseconds that something which must end has for it. */
const PATIENCE = 30_000;
type Target = keyof typeof PORTS;

/** Who may open a connection to whom, and nobody else. Two that share a network for a store's sake see each other there. */
const REACHES: Record<'gateway' | 'auth' | 'media' | 'worker' | 'decoder', readonly Target[]> = {
  gateway: ['gateway', 'auth', 'media'],
  auth: ['auth', 'gateway', 'media', 'mongo'],
  media: ['media', 'auth', 'gateway', 'mongo', 'minio', 'redis'],
  worker: ['auth', 'media', 'mongo', 'minio', 'redis'],
  decoder: [],
};

/** What docker-compose.yml says of networks, ports, secrets and rights is so. */
export function isolated(stack: ComposeStack): void {
  describe('apart', () => {
    /** By address, so that it is the network that decides and not who knows a name. */
    async function addressesOf(target: Target): Promise<string[]> {
      const [id] = await stack.containers(target);
      const addresses = await docker('inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}', id!);
      return addresses.split(' ');
    }

    async function reaches(service: Service, target: Target): Promise<boolean> {
      const tries = (await addressesOf(target)).map((address) =>
        stack.exec(service, 'timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${PORTS[target]}`).then(
          () => true,
          () => false,
        ),
      );
      return (await Promise.all(tries)).includes(true);
    }

    it.each(Object.entries(REACHES))('%s reaches only %j', async (service, wanted) => {
      const targets = Object.keys(PORTS) as Target[];
      const reached = await Promise.all(targets.map((target) => reaches(service as Service, target)));
      expect(targets.filter((_, i) => reached[i]).toSorted()).toEqual([...wanted].toSorted());
    });

    it('publishes one port, on the address that was asked for', async () => {
      const ids = (await stack.compose('ps', '--all', '--quiet')).split('\n');
      const published = await docker('inspect', '--format', '{{range .HostConfig.PortBindings}}{{json .}}{{end}}', ...ids);
      expect(published.split('\n').filter((line) => line !== '')).toEqual([`[{"HostIp":"127.0.0.1","HostPort":"${stack.port}"}]`]);
    });

    it('gives each app the secrets it needs and no other', async () => {
      const secrets = (service: Service) => stack.exec(service, 'bash', '-c', 'cd /run/secrets 2>/dev/null && ls || true');
      expect(await secrets('gateway')).toBe('gateway');
      expect((await secrets('auth')).split('\n')).toEqual(['gateway', 'mongo-auth']);
      expect((await secrets('media')).split('\n')).toEqual(['gateway', 'minio-media', 'mongo-media', 'redis']);
      expect((await secrets('worker')).split('\n')).toEqual(['minio-worker', 'mongo-worker', 'redis']);
      expect(await secrets('decoder')).toBe('');
    });

    it('shows no password in what Docker tells of a container, nor in a log', async () => {
      const ids = (await stack.compose('ps', '--all', '--quiet')).split('\n');
      const told = `${await docker('inspect', ...ids)}${await stack.compose('logs', '--no-color')}`;
      const own = (['mongo', 'minio', 'redis', 'gateway'] as const).map((service) => [service, service] as const);
      const users = [
        ...(['auth', 'media', 'worker'] as const).map((service) => [service, `mongo-${service}`] as const),
        ...(['media', 'worker'] as const).map((service) => [service, `minio-${service}`] as const),
      ];
      for (const [service, secret] of [...own, ...users]) {
        const password = await stack.exec(service, 'cat', `/run/secrets/${secret}/password`);
        expect(password).toMatch(/^[0-9a-f]{40}$/);
        expect(told.includes(password), secret).toBe(false);
      }
    });

    it.each(['gateway', 'auth', 'media', 'worker'] as const)(
      'lets %s write nothing but its temporary files, with no rights',
      async (app) => {
        const [id] = await stack.containers(app);
        const rights = '{{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.CapDrop}} {{json .HostConfig.SecurityOpt}} {{.HostConfig.Init}}';
        expect(await docker('inspect', '--format', rights, id!)).toBe('true ["ALL"] ["no-new-privileges:true"] true');
        expect(await stack.exec(app, 'id', '-un')).toBe('node');
        const memory = Number(await docker('inspect', '--format', '{{.HostConfig.Memory}}', id!));
        expect(memory).toBeGreaterThan(0);
      },
    );

    it("gives the decoder no network, no volume but that of its socket, and of root's rights only what makes users for its children", async () => {
      const [id] = await stack.containers('decoder');
      const inspect = (format: string) => docker('inspect', '--format', format, id!);
      const host = '{{.HostConfig.NetworkMode}} {{.HostConfig.IpcMode}} {{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.SecurityOpt}}';
      expect(await inspect(host)).toBe('none none true ["no-new-privileges:true"]');
      const rights = JSON.parse(await inspect('[{{json .HostConfig.CapDrop}}, {{json .HostConfig.CapAdd}}]')) as [string[], string[]];
      expect(rights[0]).toEqual(['ALL']);
      const added = rights[1].map((right) => right.replace(/^CAP_/, '')).toSorted();
      expect(added).toEqual(['CHOWN', 'DAC_OVERRIDE', 'KILL', 'SETGID', 'SETUID']);
      expect(await inspect('{{range .Mounts}}{{.Destination}} {{end}}')).toBe('/run/decoder');
      expect(Number(await inspect('{{.HostConfig.Memory}}'))).toBeGreaterThan(0);
      const settings = await inspect('{{range .Config.Env}}{{println .}}{{end}}');
      const names = settings.match(/^SHOEBOX_\w+/gm)?.map((name) => name.slice('SHOEBOX_'.length));
      expect(names?.toSorted()).toEqual(['DATA_DIR', 'DECODER_SOCKET', 'HOST', 'LOG_LEVEL', 'PORT', 'TMP_DIR', 'WORKER_CONCURRENCY']);
    });

    it('lets media and worker use the socket, and neither change it nor the children use it', async () => {
      for (const app of ['media', 'worker'] as const) {
        const tried = await stack.exec(app, 'bash', '-c', 'ls /run/decoder; touch /run/decoder/other 2>/dev/null || echo refused');
        expect(tried.split('\n')).toEqual(['decoder.sock', 'refused']);
      }
      const asChild = [
        'setpriv',
        '--reuid=61184',
        '--regid=61184',
        '--clear-groups',
        'bash',
        '-c',
        'ls /run/decoder 2>/dev/null || echo refused',
      ];
      expect(await stack.exec('decoder', ...asChild)).toBe('refused');
    });

    it.each(['auth', 'media', 'worker', 'mongo', 'minio', 'redis'] as const)('does not start %s without its secret', async (service) => {
      const alone = ['--project-name', `${stack.name}-none-${service}`];
      try {
        const id = await stack.compose(...alone, 'run', '--detach', '--no-deps', service);
        const end = await until(async () => {
          const [status, code] = (await docker('inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', id)).split(' ');
          return status === 'exited' ? code! : null;
        }, PATIENCE);
        expect(end).not.toBe('0');
      } finally {
        await stack.compose(...alone, 'down', '--volumes', '--remove-orphans');
      }
    });
  });
}
