import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/concurrency/fair-queue.ts',
    killedBy: ['libs/concurrency/fair-queue.spec.ts'],
    mutants: [
      {
        id: 'fair-turns',
        promise: 'Entries of several owners run by turns.',
        find: `entries.push({ item, round, arrival: this.arrivals++ });`,
        replace: `entries.push({ item, round: 0, arrival: this.arrivals++ });`,
      },
      {
        id: 'fair-debt',
        promise: 'An owner who had more than its share waits for the others.',
        find: `const round = Math.max(this.now + after, next);`,
        replace: `const round = this.now + after;`,
      },
      {
        id: 'fair-after',
        promise: 'A share below that of others lets these go first.',
        find: `const round = Math.max(this.now + after, next);`,
        replace: `const round = Math.max(this.now, next);`,
      },
    ],
  },
  {
    file: 'libs/concurrency/concurrency-limit.ts',
    killedBy: ['libs/concurrency/concurrency-limit.spec.ts'],
    mutants: [
      {
        id: 'concurrency-unlimited',
        promise: 'A caller has a bounded number of requests under way.',
        find: `if (running >= this.max) throw this.refusal();`,
        replace: ``,
      },
      {
        id: 'concurrency-kept',
        promise: 'What has ended makes room.',
        find: `if (left > 0) this.running.set(caller, left);`,
        replace: `if (left >= 0) this.running.set(caller, left + 1);`,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/forward.service.ts',
    killedBy: ['apps/gateway/forward/forward.service.spec.ts'],
    mutants: [
      {
        id: 'forward-unlimited',
        promise: 'Forwarded requests of one caller are bounded.',
        find: `await this.concurrent.run(callerOf(request, options), () => this.stream(service, request, reply, options));`,
        replace: `await this.stream(service, request, reply, options);`,
      },
    ],
  },
  {
    file: 'apps/gateway/security/connection-limit.ts',
    killedBy: ['apps/gateway/security/connection-limit.spec.ts'],
    mutants: [
      {
        id: 'connections-of-network',
        promise: 'One network has a bounded number of connections.',
        find: `if (open > this.limits.perNetwork) this.over.add(socket);`,
        replace: ``,
      },
      {
        id: 'connections-total',
        promise: 'All connections have a bound.',
        find: `server.maxConnections = limits.total;`,
        replace: ``,
      },
      {
        id: 'connections-of-proxy',
        promise: 'Connections of a trusted proxy are those of many people.',
        find: `if (!behindProxy) server`,
        replace: `server`,
      },
    ],
  },
  {
    file: 'apps/gateway/security/request-starts.ts',
    killedBy: ['apps/gateway/security/request-starts.spec.ts'],
    mutants: [
      {
        id: 'starts-unlimited',
        promise: 'A burst of requests does not hold the event loop.',
        find: `if (this.begun < PER_ROUND) this.begun++;`,
        replace: `if (this.begun >= 0) this.begun++;`,
      },
      {
        id: 'starts-of-all',
        promise: 'Requests of several networks begin by turns.',
        find: `this.waiting.push(network, resolve)`,
        replace: `this.waiting.push('', resolve)`,
      },
    ],
  },
  {
    file: 'apps/gateway/create-gateway.ts',
    killedBy: ['apps/gateway/security/request-starts.spec.ts'],
    mutants: [
      {
        id: 'starts-left-out',
        promise: 'Every request at the public port waits for its start.',
        find: `    await starts.admit(networkOf(request.ip));\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/walls.ts',
    killedBy: ['libs/imaging/decoder/walls.spec.ts'],
    mutants: [
      {
        id: 'child-memory-limit',
        promise: 'A decoder child has a hard limit of memory.',
        find: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data}\`, `,
        replace: `const limits = (data: number) => [PRLIMIT!, `,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'child-memory-larger',
        promise: 'The hard limit is the one of the profile.',
        find: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data}\`, `,
        replace: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data * 4}\`, `,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'child-core',
        promise: 'A crash leaves no picture in a core file.',
        find: `'--core=0', `,
        replace: ``,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'walls-network',
        promise: 'A decoder child has no network.',
        find: `--map-root-user --net --ipc`,
        replace: `--map-root-user --ipc`,
      },
      {
        id: 'walls-root',
        promise: 'A decoder child sees no file but those it needs.',
        find: `\`exec \${CHROOT} \${ROOT} "$@"\`,`,
        replace: `\`exec "$@"\`,`,
      },
      {
        id: 'walls-writable',
        promise: 'A child writes into its own folder alone.',
        find: `[reads, 'ro'],`,
        replace: `[reads, 'rw'],`,
      },
      {
        id: 'walls-capabilities',
        promise: 'A decoder child has no capability.',
        find: `  '--bounding-set=-all',\n`,
        replace: ``,
      },
      {
        id: 'walls-privileges',
        promise: 'A decoder child gains no rights by what it starts.',
        find: `'--no-new-privs', `,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/reader-threads.ts',
    killedBy: ['libs/infra/sqlite/database.spec.ts'],
    mutants: [
      {
        id: 'readers-of-one-owner',
        promise: 'One owner does not hold all reader threads.',
        find: `last.then(() => this.semaphore.run(() => this.run(path, statement), group))`,
        replace: `this.semaphore.run(() => this.run(path, statement), group)`,
      },
      {
        id: 'readers-crowd-at-a-link',
        promise: 'A crowd at a link has the turns of one.',
        find: `this.run(path, statement), group)`,
        replace: `this.run(path, statement), client)`,
      },
    ],
  },
  {
    file: 'apps/media/shares/shared.service.ts',
    killedBy: ['apps/media/shares/shared.service.spec.ts'],
    mutants: [
      {
        id: 'readers-visitor-as-owner',
        promise: 'Visitors of a link do not wait in the queue of its owner.',
        find: `return { group: \`link \${id}\`, client:`,
        replace: `return { group: '', client:`,
      },
    ],
  },
];
