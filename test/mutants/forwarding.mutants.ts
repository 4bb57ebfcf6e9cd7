import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/forward/headers.ts',
    killedBy: ['apps/gateway/forward/headers.spec.ts', 'apps/gateway/forward/forward.service.spec.ts'],
    mutants: [
      {
        id: 'forward-cookie',
        promise: 'The cookie of a person goes to no service.',
        find: `  'accept-language',\n`,
        replace: `  'accept-language',\n  'cookie',\n`,
      },
      {
        id: 'forward-connection-named',
        promise: 'A header that Connection names is not forwarded.',
        find: `typeof value !== 'string' || named.has(name) ||`,
        replace: `typeof value !== 'string' ||`,
      },
      {
        id: 'forward-length-without-body',
        promise: 'Content-Length goes on only with a body.',
        find: ` || (!withBody && name === 'content-length')`,
        replace: ``,
      },
      { id: 'forward-set-cookie', promise: 'No service sets a cookie.', find: `  'set-cookie',\n`, replace: `` },
      { id: 'forward-hop-by-hop', promise: 'Headers of the connection are not passed on.', find: `  'keep-alive',\n`, replace: `` },
    ],
  },
  {
    file: 'libs/http/body.ts',
    killedBy: ['apps/gateway/forward/forward.service.spec.ts'],
    mutants: [
      {
        id: 'forward-body-of-get',
        promise: 'The body of a GET is ignored.',
        find: `if (method === 'GET' || method === 'HEAD') return false;`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/forward.service.ts',
    killedBy: ['apps/gateway/forward/forward.service.spec.ts'],
    mutants: [
      {
        id: 'forward-address-forged',
        promise: 'The client address is the one that the gateway saw.',
        find: `clientAddress: request.ip,`,
        replace: `clientAddress: String(request.headers['x-client-address'] ?? request.ip),`,
      },
      {
        id: 'forward-id-forged',
        promise: 'The request id is one of the gateway.',
        find: `      requestId: request.id,`,
        replace: `      requestId: String(request.headers['x-request-id'] ?? request.id),`,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/forward.controller.ts',
    killedBy: ['apps/gateway/forward/forward.controller.spec.ts'],
    mutants: [
      {
        id: 'forward-undocumented',
        promise: 'A route that is not documented is not forwarded.',
        find: `if (!route) throw notFound();`,
        replace: `if (!route) return this.forwarding.forward('media', request, reply, { caller: await this.sessions.require(request), headers: {} });`,
      },
      {
        id: 'forward-any-method',
        promise: 'A method that is not documented is not forwarded.',
        find: `if (!route.methods.includes(request.method)) {`,
        replace: `if (route.methods.length === 0) {`,
      },
      {
        id: 'forward-path-unchecked',
        promise: 'The path is checked before its route is looked up.',
        find: `findRoute(checkedPath(request.url))`,
        replace: `findRoute(request.url.split('?', 1)[0] ?? '')`,
        survives: 'ForwardService checks the path again before it sends the request',
      },
    ],
  },
  {
    file: 'apps/gateway/forward/streamed-answer.ts',
    killedBy: ['apps/gateway/forward/forward.service.spec.ts', 'apps/gateway/upstream/upstream.spec.ts'],
    mutants: [
      {
        id: 'forward-half-answer',
        promise: 'An answer that is cut does not look whole.',
        find: `    this.reply.raw.destroy();
    this.resolve();
  }

  /** Ends`,
        replace: `    this.reply.raw.end();
    this.resolve();
  }

  /** Ends`,
      },
      {
        id: 'forward-no-backpressure',
        promise: 'A slow client pauses the service.',
        find: `if (!this.sink.write(chunk)) controller.pause();`,
        replace: `this.sink.write(chunk);`,
      },
      {
        id: 'forward-client-gone',
        promise: 'A client that leaves ends the call.',
        find: `private readonly onClientGone = (): void => this.controller?.abort(new ClientGone());`,
        replace: `private readonly onClientGone = (): void => undefined;`,
      },
    ],
  },
  {
    file: 'apps/gateway/pages/http/owner.guard.ts',
    killedBy: ['apps/gateway/pages/http/owner.guard.spec.ts'],
    mutants: [
      {
        id: 'page-other-owner',
        promise: 'Nobody sees the page of another person.',
        find: `if (request.params.user !== caller.user.name) throw notFound();`,
        replace: ``,
      },
      {
        id: 'page-without-session',
        promise: 'A page needs a session.',
        find: `if (!caller) throw new Problem('NOT_LOGGED_IN', 'Log in to see this page.');`,
        replace: `if (!caller) return true;`,
      },
    ],
  },
];
