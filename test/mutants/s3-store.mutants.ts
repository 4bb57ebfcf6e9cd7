import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/s3/object-store.ts',
    killedBy: ['libs/infra/s3/object-store.spec.ts'],
    mutants: [
      {
        id: 's3-put-twice',
        promise: 'A key is never written twice.',
        find: `...(!replace && ONLY_NEW),`,
        replace: ``,
      },
      {
        id: 's3-unhonoured',
        promise: 'A server that writes keys twice is refused.',
        find: `    await this.bucket.keepsKeys();
    const headers`,
        replace: `    const headers`,
        killedBy: ['libs/infra/s3/others.spec.ts'],
      },
      {
        id: 's3-range-unchecked',
        promise: 'A range beyond the end is refused.',
        find: `if (range && range.end >= size) {`,
        replace: `if (range && range.start >= size) {`,
      },
      {
        id: 's3-key-unchecked',
        promise: 'An invalid key is refused.',
        find: `    keySegments(key);
    await this.bucket.ready();
    await this.bucket.keepsKeys();`,
        replace: `    await this.bucket.ready();
    await this.bucket.keepsKeys();`,
      },
      {
        id: 's3-fetch-replaces',
        promise: 'A fetch never replaces a file.',
        find: `{ flags: 'wx', mode: 0o600, flush: false }`,
        replace: `{ flags: 'w', mode: 0o600, flush: false }`,
      },
      {
        id: 's3-remove-none',
        promise: 'A removal removes every key.',
        find: `await mapConcurrent(keys, AT_ONCE, (key) => this.removeOne(key));`,
        replace: `await this.removeOne(keys[0]!);`,
      },
      {
        id: 's3-remove-missing',
        promise: 'Removing a missing key is no error on any server.',
        find: `if (!(error instanceof ObjectNotFound)) throw error;`,
        replace: `throw error;`,
        killedBy: ['libs/infra/s3/others.spec.ts'],
      },
      {
        id: 's3-bucket-gone',
        promise: 'A missing bucket is no missing object.',
        find: `if (error instanceof ObjectNotFound) await this.bucket.expectThere();`,
        replace: ``,
      },
      {
        id: 's3-reader-stops',
        promise: 'A reader that stops half-way crashes nothing.',
        find: `answer.body.on('error', () => undefined);`,
        replace: ``,
        survives: 'undici does not emit an error on a body that its reader destroys; the line is for a connection that is lost after that',
      },
    ],
  },
  {
    file: 'libs/infra/s3/client.ts',
    killedBy: ['libs/infra/s3/object-store.spec.ts'],
    mutants: [
      {
        id: 's3-no-checksum',
        promise: 'The server verifies the bytes that it stores.',
        find: `const sha256 = body?.sha256 ?? EMPTY_SHA256;`,
        replace: `const sha256 = body ? 'UNSIGNED-PAYLOAD' : EMPTY_SHA256;`,
      },
      {
        id: 's3-no-second-try',
        promise: 'A request on an idle connection that was closed is sent again.',
        find: `const again = !request.body && !signal.aborted &&`,
        replace: `const again = signal.aborted &&`,
        killedBy: ['libs/infra/s3/faults.spec.ts'],
      },
    ],
  },
  {
    file: 'libs/infra/s3/errors.ts',
    killedBy: ['libs/infra/s3/errors.spec.ts'],
    mutants: [
      {
        id: 's3-missing-bucket-404',
        promise: 'A missing bucket is not taken for a missing object.',
        find: `status === 404 && code !== 'NoSuchBucket'`,
        replace: `status === 404`,
      },
      {
        id: 's3-exists-unavailable',
        promise: 'An object that exists is no failure of the server.',
        find: `if (status === 412) return new ObjectExists(`,
        replace: `if (status === 409) return new ObjectExists(`,
      },
      {
        id: 's3-full-507',
        promise: 'A full server is told from one that is away.',
        find: `status === 507 || FULL.includes(code)`,
        replace: `FULL.includes(code)`,
      },
      {
        id: 's3-full-code',
        promise: 'A full server is told by its code.',
        find: `status === 507 || FULL.includes(code)`,
        replace: `status === 507`,
      },
      {
        id: 's3-error-translated',
        promise: 'An error of the port stays what it is.',
        find: `if (error instanceof Error && ours.some((kind) => error instanceof kind)) return error;`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/s3/liveness-watchdog.ts',
    killedBy: ['libs/infra/s3/liveness-watchdog.spec.ts'],
    mutants: [
      {
        id: 's3-hang-for-ever',
        promise: 'A call to a server that hangs fails.',
        find: `if (!moved() && (!alive || performance.now() - movedAt > STALL_TIMEOUT)) return onLost();`,
        replace: `if (!moved() && !alive && performance.now() - movedAt > STALL_TIMEOUT) return onLost();`,
      },
      {
        id: 's3-stall-for-ever',
        promise: 'A call without progress fails although probes succeed.',
        find: `(!alive || performance.now() - movedAt > STALL_TIMEOUT)`,
        replace: `!alive`,
      },
      { id: 's3-no-abort', promise: 'A call that is given up is aborted.', find: `controller.abort(error);`, replace: `` },
      {
        id: 's3-probe-each',
        promise: 'A busy server is not flooded with probes.',
        find: `this.probing ??= this.probe()`,
        replace: `this.probing = this.probe()`,
      },
      {
        id: 's3-timer-left',
        promise: 'A call that ended leaves no timer.',
        find: `      stopped = true;
      clearTimeout(timer);`,
        replace: `      stopped = true;`,
      },
    ],
  },
  {
    file: 'libs/infra/s3/bucket.ts',
    killedBy: ['libs/infra/s3/object-store.spec.ts'],
    mutants: [
      {
        id: 's3-bucket-made-again',
        promise: 'A bucket that is gone is not made again.',
        find: `await this.expectThere();
    await this.keepsKeys();`,
        replace: `await this.make();
    await this.keepsKeys();`,
      },
      {
        id: 's3-lists-probe',
        promise: 'The object of the check is not listed.',
        find: `if (name && !name.startsWith('.')) yield`,
        replace: `if (name) yield`,
      },
      {
        id: 's3-writes-twice',
        promise: 'A server without If-None-Match stores nothing.',
        find: `throw new StoreUnavailable('The object store writes a key twice`,
        replace: `if (0 > 1) throw new StoreUnavailable('The object store writes a key twice`,
        killedBy: ['libs/infra/s3/others.spec.ts'],
      },
    ],
  },
];
