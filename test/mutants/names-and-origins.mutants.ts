import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/create-gateway.ts',
    killedBy: ['apps/gateway/security/allowed-hosts.spec.ts'],
    mutants: [
      {
        id: 'host-not-checked',
        promise: 'A page whose own name resolves to the drive gets nothing.',
        find: `allowedHosts.check(request);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/gateway/security/allowed-hosts.ts',
    killedBy: ['apps/gateway/security/allowed-hosts.spec.ts'],
    mutants: [
      {
        id: 'host-forwarded-alone',
        promise: 'A header that a page can set does not stand for the Host.',
        find: `if (host !== '') this.checkHost(host);\n`,
        replace: ``,
      },
      {
        id: 'host-ending',
        promise: 'A local name is local by its end.',
        find: `/\\.(?:local|localhost)$/`,
        replace: `/(?:local|localhost)/`,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/cors.ts',
    killedBy: ['apps/gateway/forward/cors.spec.ts'],
    mutants: [
      {
        id: 'cors-any-origin',
        promise: 'Only pages of listed origins use the API from elsewhere.',
        find: `|| !this.origins.includes(origin)`,
        replace: ``,
      },
      {
        id: 'cors-without-bearer',
        promise: 'No page of another origin reads an answer to a cookie.',
        find: `if (bearer(headers)) void`,
        replace: `void`,
      },
    ],
  },
  {
    file: 'libs/http/request-head.ts',
    killedBy: ['libs/http/request-head.spec.ts'],
    mutants: [
      {
        id: 'two-hosts',
        promise: 'A request with two Host headers is refused.',
        find: `hostHeaders(rawHeaders) > 1`,
        replace: `hostHeaders(rawHeaders) > 2`,
      },
      {
        id: 'absolute-form-host',
        promise: 'The host of the request target replaces the Host header.',
        find: `request.headers.host = host;`,
        replace: `request.headers.host ??= host;`,
      },
    ],
  },
];
