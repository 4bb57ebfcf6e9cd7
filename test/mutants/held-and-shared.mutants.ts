import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/concurrency/semaphore.ts',
    killedBy: ['libs/concurrency/semaphore.spec.ts'],
    mutants: [
      {
        id: 'semaphore-of-caller',
        promise: 'One caller runs no more than it may.',
        find: `this.running < permits && this.mayRun(caller)`,
        replace: `this.running < permits`,
      },
      {
        id: 'semaphore-blocked',
        promise: 'A permit goes to the first who may use it.',
        find: `this.queue.shift((flow) => this.mayRun(flow))`,
        replace: `this.queue.shift()`,
      },
    ],
  },
  {
    file: 'libs/infra/file/operations.ts',
    killedBy: ['libs/infra/file/operations.spec.ts'],
    mutants: [
      {
        id: 'writes-of-owner',
        promise: 'One owner’s uploads do not stand before all writes.',
        find: `    permitsOfCaller: WRITES_OF_OWNER,\n`,
        replace: ``,
      },
      {
        id: 'writes-of-nobody',
        promise: 'Results and tombstones count for their owner.',
        find: `find((one) => key.startsWith(one)) ?? ''`,
        replace: `find(() => false) ?? ''`,
      },
    ],
  },
  {
    file: 'libs/http/held-bytes.ts',
    killedBy: ['libs/http/held-bytes.spec.ts'],
    mutants: [
      {
        id: 'held-no-bound',
        promise: 'What answers hold has a bound.',
        find: `this.#bytes + bytes <= this.#most`,
        replace: `bytes <= this.#most`,
      },
      { id: 'held-twice', promise: 'What is released twice counts once.', find: `if (isHeld) this.#bytes`, replace: `this.#bytes` },
    ],
  },
  {
    file: 'apps/gateway/variant-cache/cached-variants.ts',
    killedBy: ['apps/gateway/variant-cache/cached-variants.spec.ts'],
    mutants: [
      {
        id: 'held-cached-admitted',
        promise: 'Slow readers hold a bounded part of what was in the cache.',
        find: `return variant && this.held.admits(variant.body.length) ? variant : undefined;`,
        replace: `return variant;`,
      },
      {
        id: 'held-cached-counted',
        promise: 'What a slow reader holds is counted.',
        find: `if (body && response.writableLength > 0) held.takeFor(response, body.length);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/validated-variants.ts',
    killedBy: ['apps/gateway/forward/validated-variants.spec.ts'],
    mutants: [
      {
        id: 'held-kept-counted',
        promise: 'What is kept of answers that are not over has a bound.',
        find: ` && this.held.admits(this.length)`,
        replace: ``,
      },
      {
        id: 'held-kept-for-ever',
        promise: 'An answer that is over holds nothing.',
        find: `this.done.then(release, release);`,
        replace: `void release;`,
      },
    ],
  },
  {
    file: 'apps/media/bytes/bytes.service.ts',
    killedBy: ['apps/media/bytes/bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'held-small-admitted',
        promise: 'Small sizes in memory have a bound in total.',
        find: ` || !this.held.admits(picked.bytes)`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/media/transforms/transform-results.ts',
    killedBy: ['apps/media/transforms/transforms.spec.ts'],
    mutants: [
      {
        id: 'uses-of-one-result',
        promise: 'The use of a result is noted once at a time.',
        find: `this.noting.has(key) || `,
        replace: ``,
      },
      {
        id: 'uses-of-all',
        promise: 'Few uses are noted at a time.',
        find: ` || this.noting.size >= MAX_NOTED`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/worker/transforms/result-cache.ts',
    killedBy: ['apps/worker/transforms/make-transform.spec.ts'],
    mutants: [
      {
        id: 'results-of-others',
        promise: 'The results of an owner who has few stay.',
        find: `if (bytes * owners > left) return left / owners;`,
        replace: `if (bytes > left) return 0;`,
      },
    ],
  },
  {
    file: 'libs/variant-cache/popular-cache.ts',
    killedBy: ['libs/variant-cache/variant-cache.spec.ts'],
    mutants: [
      {
        id: 'cache-entry-weight',
        promise: 'Entries weigh more than their bodies.',
        find: `return bytes + this.options.entryBytes;`,
        replace: `return bytes;`,
      },
    ],
  },
  {
    file: 'libs/http/log-output.ts',
    killedBy: ['libs/http/log-output.spec.ts'],
    mutants: [
      {
        id: 'log-after-exit',
        promise: 'What listeners of the exit log is written.',
        find: `isExiting || held.length`,
        replace: `held.length`,
      },
    ],
  },
  {
    file: 'apps/decoder/start.ts',
    killedBy: ['test/embedded/decoder-start.test.ts'],
    mutants: [
      {
        id: 'decoder-closed-folder',
        promise: 'A decoder whose children can’t pass to its folder does not start.',
        find: `if (barrier !== null) {`,
        replace: `if (barrier === '') {`,
      },
    ],
  },
];
