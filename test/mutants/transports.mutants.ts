import type { MutatedFile } from './mutant.js';

const contract = 'apps/gateway/upstream/transport.spec.ts';
const inProcess = 'libs/http/in-process/in-process-server.spec.ts';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/http/in-process/in-process-request.ts',
    killedBy: [inProcess],
    mutants: [
      {
        id: 'in-process-forged',
        promise: 'What comes over a socket hands nothing over.',
        find: `  return raw instanceof InProcessRequest ? raw.handedOver : undefined;`,
        replace: `  const said = request.headers['identity'];
  if (said) return { identity: JSON.parse(String(said)) as Identity, clientAddress: undefined };
  return raw instanceof InProcessRequest ? raw.handedOver : undefined;`,
      },
      {
        id: 'in-process-body-flows',
        promise: 'A body waits until the service reads it.',
        find: `if (!this.push(chunk)) this.source!.pause();`,
        replace: `this.push(chunk);`,
        killedBy: [contract],
      },
      {
        id: 'in-process-body-copied',
        promise: 'A body is not copied.',
        find: `if (!this.push(chunk))`,
        replace: `if (!this.push(Buffer.from(chunk)))`,
      },
      {
        id: 'in-process-body-cut',
        promise: 'A body that breaks off does not look whole.',
        find: `    if (!this.complete) this.abort();`,
        replace: `    if (!this.complete) this.onEnd();`,
      },
    ],
  },
  {
    file: 'libs/http/in-process/in-process-response.ts',
    killedBy: [inProcess],
    mutants: [
      {
        id: 'in-process-answer-flows',
        promise: 'A service waits for a person who reads slowly.',
        find: `if (this.paused) this.waiting = done;
    else done();`,
        replace: `done();`,
      },
      {
        id: 'in-process-short-answer',
        promise: 'An answer with fewer bytes than it says does not look whole.',
        find: `if (this.hasBody && this.declared !== undefined && this.sent !== this.declared) return done(wrongLength());`,
        replace: ``,
      },
      {
        id: 'in-process-long-answer',
        promise: 'No byte is sent above the length that was said.',
        find: `if (this.declared !== undefined && this.sent > this.declared) return void this.destroy(wrongLength());`,
        replace: ``,
      },
      {
        id: 'in-process-head-body',
        promise: 'An answer to HEAD, a 204 and a 304 have no body.',
        find: `if (!this.hasBody) return done();`,
        replace: ``,
      },
      {
        id: 'in-process-header-checked',
        promise: 'A header value has no line break.',
        find: `if (typeof values === 'string') validateHeaderValue(name, values);
    else `,
        replace: `if (typeof values !== 'string') `,
        killedBy: [contract],
      },
      {
        id: 'in-process-cut-answer',
        promise: 'An answer that is cut does not look whole.',
        find: `if (!this.writableFinished) this.sink.cut(error);`,
        replace: `if (!this.writableFinished) this.sink.end();`,
        killedBy: [contract],
      },
    ],
  },
  {
    file: 'libs/http/in-process/in-process-server.ts',
    killedBy: [inProcess],
    mutants: [
      {
        id: 'in-process-abort-request',
        promise: 'A person who leaves aborts the request.',
        find: `    this.request.abort();
    this.response.destroy();`,
        replace: `    this.response.destroy();`,
      },
      {
        id: 'in-process-abort-response',
        promise: 'A person who leaves ends the answer.',
        find: `    this.request.abort();
    this.response.destroy();`,
        replace: `    this.request.abort();`,
        killedBy: [contract],
      },
      {
        id: 'in-process-no-timeout',
        promise: 'A service that does not answer is given up.',
        find: `if (waitsForClient) this.timer!.refresh();`,
        replace: `if (this.timer) this.timer.refresh();`,
        killedBy: [contract],
      },
      {
        id: 'in-process-client-timeout',
        promise: 'A person who sends slowly is not a slow service.',
        find: `if (waitsForClient) this.timer!.refresh();
    else `,
        replace: ``,
      },
      {
        id: 'in-process-close-waits',
        promise: 'A service that closes finishes its calls.',
        find: `await Promise.all([...this.open].map((call) => call.closed));`,
        replace: ``,
      },
      {
        id: 'in-process-close-bounded',
        promise: 'A call that hangs does not keep a service from closing.',
        find: `for (const call of this.open) call.abort(`,
        replace: `for (const call of [] as Call[]) call.abort(`,
      },
    ],
  },
  {
    file: 'libs/http/inner-token.guard.ts',
    killedBy: [inProcess],
    mutants: [
      {
        id: 'in-process-nobody',
        promise: 'A call in nobody’s name is refused.',
        find: `request.user = inProcess.identity ?? refuse();`,
        replace: `request.user = inProcess.identity ?? { userId: 'u1', userName: 'ada', scopes: [...SCOPES], sessionId: null };`,
      },
    ],
  },
  {
    file: 'apps/gateway/upstream/in-process-transport.ts',
    killedBy: [contract],
    mutants: [
      {
        id: 'in-process-all-scopes',
        promise: 'A token has its own scopes only.',
        find: `scopes: caller.scopes,`,
        replace: `scopes: ['read', 'upload', 'write'] as const,`,
      },
    ],
  },
  {
    file: 'apps/gateway/upstream/http-transport.ts',
    killedBy: [contract, 'apps/gateway/upstream/connect.spec.ts'],
    mutants: [
      {
        id: 'http-no-token',
        promise: 'A call over HTTP carries the inner token of its caller.',
        find: `...(caller && { authorization: `,
        replace: `...(caller && { 'x-authorization': `,
      },
    ],
  },
];
