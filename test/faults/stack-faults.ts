import { setTimeout as wait } from 'node:timers/promises';

import { Redis } from 'ioredis';

import type { AppName } from '#libs/config/deployment.js';

import type { App, AppOptions } from '../harness/drive/app.js';
import type { Random } from '../harness/images/random.js';
import type { Stack } from '../harness/drive/stack.js';
import type { OwnServer } from '../harness/servers/own-servers.js';
import { S3_MODES, type S3Proxy } from '../harness/servers/s3-proxy.js';
import type { Fault } from './form.js';
import { CLOCK_SHIFTS, MEDIA_POINTS, preload, WORKER_POINTS } from './points.js';

/** Short, so that what a dead worker held is taken up soon. */
export const LOCK_SECONDS = 3;
/** Milliseconds that a process has to die at its point. */
const DEATH_LIMIT = 4_000;
/** Milliseconds for which a rolling restart waits for each process. */
const READY_LIMIT = 10_000;
/** Bytes: too few for anything. */
const NO_MEMORY = 1_000_000;
/** Milliseconds that a slow way takes longer for each piece. */
const SLOW_MS = 300;

/** Servers of its own, each of which can be killed. */
export interface OwnServers {
  redis: OwnServer;
  mongo: OwnServer;
  s3: OwnServer;
  /** Before the S3 server. */
  answers: S3Proxy;
}

/** What of the stack can be broken. */
export interface StackParts {
  servers: OwnServers;
  stack: Stack;
  /** Processes that were ended on purpose. */
  expected: Set<App>;
}

/** All that can go wrong with the processes and three servers. */
export function stackFaults(form: StackParts): Fault[] {
  const ofProcesses = processes(form).flatMap(([name, index]) => faultsOf(form, name, index));
  return [...ofProcesses, ...serverFaults(form), ...wayFaults(form), rolling(form)];
}

/** The processes by their names and their numbers among those of the same name. */
function processes({ stack }: StackParts): (readonly [AppName, number])[] {
  return (['gateway', 'auth', 'media', 'worker'] as const).flatMap((name) => stack.apps[name].map((_, index) => [name, index] as const));
}

function faultsOf(form: StackParts, name: AppName, index: number): Fault[] {
  const { stack, expected } = form;
  const app = () => stack.apps[name][index]!;
  const target = `${name} ${index + 1}`;
  const fault = (what: string, inject: Fault['inject']): Fault => ({ name: `${what} ${name}`, target, inject });
  const end = async (signal: NodeJS.Signals): Promise<App> => {
    const one = app();
    expected.add(one);
    await one.stop(signal);
    return one;
  };
  /** Lets it live with other options; mended by its usual ones. */
  const live = async (options: AppOptions) => {
    const one = await end('SIGKILL');
    const changed = await stack.again(one, { ...one.options, ...options, env: { ...one.options.env, ...options.env } });
    expected.add(changed);
    const mend = async () => {
      // Not `changed`: a rolling restart may have replaced it.
      await stack.again(await end('SIGKILL'), one.options);
    };
    return { changed, mend };
  };
  const faults = [
    fault('kill', async () => {
      const one = await end('SIGKILL');
      return async () => void (await stack.again(one));
    }),
    fault('restart', async () => {
      const one = await end('SIGTERM');
      return async () => void (await stack.again(one));
    }),
    fault('stand still:', async (random) => {
      const { process: child } = app();
      child.kill('SIGSTOP');
      // A worker also beyond its lock, so that the other takes its job.
      await wait(random.int(200, name === 'worker' ? LOCK_SECONDS * 2_500 : 2_500));
      return async () => void child.kill('SIGCONT');
    }),
    {
      ...fault('wrong clock of', async (random) => {
        const env = { CLOCK_SHIFT_MS: String(random.pick(CLOCK_SHIFTS)) };
        return (await live({ env, preload: preload('shift-clock') })).mend;
      }),
      kind: 'clock' as const,
    },
  ];
  const points = { media: MEDIA_POINTS, worker: WORKER_POINTS, auth: [], gateway: [] }[name];
  if (points.length === 0) return faults;
  const atPoint = async (random: Random) => {
    const env = { DIE_AT_POINT: random.pick(points), DIE_AT_TIME: String(random.int(1, 3)) };
    const { changed, mend } = await live({ env, preload: preload('die-at-point') });
    await Promise.race([changed.end(), wait(DEATH_LIMIT)]);
    return mend;
  };
  return [...faults, fault('kill at a point of', atPoint)];
}

function serverFaults({ servers }: StackParts): Fault[] {
  const kill = (kind: 'redis' | 'mongo' | 's3'): Fault => ({
    name: `kill the server of ${kind}`,
    target: `server ${kind}`,
    async inject(random) {
      await servers[kind].kill();
      await wait(random.int(0, 1_500));
      return () => servers[kind].start();
    },
  });
  const redis = (name: string, ...[begin, end]: (readonly [string, ...string[]])[]): Fault => ({
    name,
    target: 'server redis',
    async inject() {
      await tell(servers.redis.url, begin!);
      return async () => void (end && (await tell(servers.redis.url, end)));
    },
  });
  return [
    kill('redis'),
    kill('mongo'),
    kill('s3'),
    redis('Redis flushed', ['FLUSHALL']),
    redis('Redis full', ['CONFIG', 'SET', 'maxmemory', String(NO_MEMORY)], ['CONFIG', 'SET', 'maxmemory', '0']),
    ...S3_MODES.filter((mode) => mode !== 'as it is').map((mode) => ({
      name: `S3 answers: ${mode}`,
      target: 'answers of S3',
      async inject(random: Random) {
        servers.answers.answer(mode, random.int(1, 3));
        await wait(random.int(0, 1_500));
        return async () => servers.answers.answer('as it is');
      },
    })),
  ];
}

function wayFaults({ stack: { stores } }: StackParts): Fault[] {
  return (['mongo', 's3', 'redis'] as const).flatMap((kind) => {
    const way = stores[kind];
    const fault = (what: string, begin: () => unknown, end: () => unknown): Fault => ({
      name: `way to ${kind} ${what}`,
      target: `way ${kind}`,
      async inject(random) {
        await begin();
        await wait(random.int(0, 1_500));
        return async () => void (await end());
      },
    });
    return [
      fault(
        'cut',
        () => way.cut(),
        () => way.restore(),
      ),
      fault(
        'reset',
        () => way.cut().then(() => way.restore()),
        () => undefined,
      ),
      fault(
        'hangs',
        () => way.hang(),
        () => way.goOn(),
      ),
      fault(
        'slow',
        () => way.slow('', SLOW_MS),
        () => way.slow('', 0),
      ),
    ];
  });
}

/** Each process is stopped and started again, one after the other, as an update does it. */
function rolling(form: StackParts): Fault {
  const { stack, expected } = form;
  return {
    name: 'rolling restart',
    target: 'all',
    async inject() {
      for (const [name, index] of processes(form)) {
        const app = stack.apps[name][index]!;
        if (app.process.exitCode !== null || app.process.signalCode !== null) continue;
        expected.add(app);
        await app.stop();
        await stack.again(app);
        // An update waits for that, but not for ever: what else is broken at the same time may prevent it until it is mended.
        await Promise.race([stack.ready().catch(() => undefined), wait(READY_LIMIT)]);
      }
      return async () => undefined;
    },
  };
}

async function tell(url: string, [command, ...args]: readonly [string, ...string[]]): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => undefined);
  await redis.call(command, ...args).catch(() => undefined);
  redis.disconnect();
}
