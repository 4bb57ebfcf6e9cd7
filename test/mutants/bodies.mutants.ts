import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/http/json-body.ts',
    killedBy: ['apps/auth/accounts/sign-up.service.spec.ts', 'apps/gateway/sessions/sessions.spec.ts', 'libs/http/json-body.spec.ts'],
    mutants: [
      { id: 'body-no-limit', promise: 'A JSON body has a limit.', find: `if (size > maxBytes) throw`, replace: `if (size < 0) throw` },
      {
        id: 'body-any-type',
        promise: 'A form of another site is no JSON.',
        find: `if (mediaTypeOf(request.headers) !== 'application/json')`,
        replace: `if (mediaTypeOf(request.headers) === 'image/png')`,
      },
      { id: 'body-limit', promise: 'A JSON body has at most 128 KiB.', find: `128 * 1024`, replace: `1024 * 1024` },
      {
        id: 'body-limit-without-log-in',
        promise: 'A body from somebody who is not logged in is short.',
        find: `{ maxBytes: 16 * 1024 }`,
        replace: `{}`,
      },
      {
        id: 'body-no-deadline',
        promise: 'Half a JSON body is not waited for without end.',
        find: `() => body.destroy(bodyTooSlow())`,
        replace: `() => undefined`,
        killedBy: ['libs/http/json-body.spec.ts'],
      },
    ],
  },
  {
    file: 'libs/http/body.ts',
    killedBy: ['libs/http/body.spec.ts'],
    mutants: [
      {
        id: 'body-gone',
        promise: 'A body whose client left is an error.',
        find: `out.destroy(request.complete || response.writableFinished ? undefined : new ClientGone());`,
        replace: `out.end();`,
      },
      {
        id: 'body-drain-bytes',
        promise: 'A client that never stops sending is disconnected.',
        find: `if (left < 0) request.destroy();`,
        replace: ``,
      },
      {
        id: 'body-not-drained',
        promise: 'A client reads the answer to a body that was refused.',
        find: `out.once('close', () => drain(request, out.errored instanceof Problem ? { maxBytes: DRAINED_BYTES, maxMs: LAST_WORDS_MS } : undefined));`,
        replace: ``,
      },
      {
        id: 'body-slow-kept',
        promise: 'A client that sends a byte now and then is disconnected.',
        find: `watchRate(request, out, leastRate);`,
        replace: ``,
      },
      {
        id: 'body-unread-is-slow',
        promise: 'A body that the service does not read is not too slow.',
        find: `if (arrived < bytes * (1 - pausedMs / ms))`,
        replace: `if (arrived < bytes)`,
      },
      {
        id: 'body-slot-kept',
        promise: 'A client that stopped half-way keeps no slot.',
        find: `    slot?.end();
  });`,
        replace: `  });`,
        survives: 'a slot also ends by itself after half a second',
      },
    ],
  },
];
