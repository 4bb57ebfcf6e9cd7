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
    file: 'libs/concurrency/fair-queue.ts',
    killedBy: ['libs/concurrency/fair-queue.spec.ts'],
    mutants: [
      {
        id: 'fair-charge-waiting',
        promise: 'What took long costs its owner turns, of what waits already too.',
        find: `for (const entry of entries) entry.round += rounds;`,
        replace: ``,
      },
      {
        id: 'fair-charge-later',
        promise: 'What took long costs its owner turns of what it sends next.',
        find: `this.flows.set(flow, { entries, next: next + rounds });`,
        replace: `if (entries.length > 0) this.flows.set(flow, { entries, next: next + rounds });`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/owner-usage.ts',
    killedBy: ['libs/imaging/decoder/owner-usage.spec.ts'],
    mutants: [
      {
        id: 'usage-one-owner',
        promise: 'One owner does not hold every child that reads headers.',
        find: `if ((this.#running.get(owner) ?? 0) >= this.#most) return false;`,
        replace: ``,
      },
      {
        id: 'usage-slow-owners',
        promise: 'Several owners with slow headers do not hold every child that reads headers.',
        find: `return !this.#isSlow(owner) || this.#slowRunning() < this.#most;`,
        replace: `return true;`,
      },
      {
        id: 'usage-for-ever',
        promise: 'An owner is slow for a minute only.',
        find: `this.#slow.set(owner, this.#now() + SLOW_MS);`,
        replace: `this.#slow.set(owner, Infinity);`,
      },
      {
        id: 'usage-everybody',
        promise: 'Who sends ordinary photos is not slow.',
        find: `if (cpuSeconds >= SLOW_SECONDS)`,
        replace: `if (cpuSeconds >= 0)`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/child-pool.ts',
    killedBy: ['libs/imaging/decoder/child-pool.spec.ts'],
    mutants: [
      {
        id: 'pool-no-spare',
        promise: 'A header that takes long does not make the uploads of others wait.',
        find: `this.#queue.first(this.#busy, (owner) => this.#usage.mayBegin(owner));`,
        replace: `this.#queue.first(this.#busy);`,
      },
      {
        id: 'pool-usage-unknown',
        promise: 'What a request used is known.',
        find: `this.#usage.end(owner, cpuSeconds);`,
        replace: `this.#usage.end(owner, 0);`,
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
    file: 'libs/infra/sqlite/reader-threads.ts',
    killedBy: ['libs/infra/sqlite/database.spec.ts'],
    mutants: [
      {
        id: 'readers-of-one-owner',
        promise: 'One owner does not hold all reader threads.',
        find: `last.then(() => this.semaphore.run(() => this.run(path, query), group))`,
        replace: `this.semaphore.run(() => this.run(path, query), group)`,
      },
      {
        id: 'readers-crowd-at-a-link',
        promise: 'A crowd at a link has the turns of one.',
        find: `this.run(path, query), group)`,
        replace: `this.run(path, query), client)`,
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
