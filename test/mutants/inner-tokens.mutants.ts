import type { MutatedFile } from './mutant.js';

const guard = ['libs/http/inner-token.guard.spec.ts', 'libs/http/inner-token.attacks.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'libs/http/inner-token.guard.ts',
    killedBy: guard,
    mutants: [
      {
        id: 'jwt-type',
        promise: 'Only an inner token is accepted, not another JWT of the key.',
        find: `if (headerOf(jwt)?.['typ'] === TOKEN_TYPE) provider`,
        replace: `if (headerOf(jwt)) provider`,
      },
      {
        id: 'jwt-algorithm',
        promise: 'Only RS256 is accepted.',
        find: `algorithms: ['RS256'],`,
        replace: `algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'HS256'],`,
      },
      { id: 'jwt-issuer', promise: 'Only tokens of auth are accepted.', find: `        issuer: ISSUER,\n`, replace: `` },
      { id: 'jwt-audience', promise: 'A token for auth is refused by media.', find: `        audience,\n`, replace: `` },
      {
        id: 'jwt-no-expiry',
        promise: 'A token without an expiry time is refused.',
        find: `if (!claims.exp || !claims.sub ||`,
        replace: `if (!claims.sub ||`,
      },
      {
        id: 'jwt-expired',
        promise: 'An expired token is refused.',
        find: `algorithms: ['RS256'],`,
        replace: `algorithms: ['RS256'], ignoreExpiration: true,`,
      },
      {
        id: 'jwt-no-subject',
        promise: 'A token without a person is refused.',
        find: `if (!claims.exp || !claims.sub ||`,
        replace: `if (!claims.exp ||`,
      },
      {
        id: 'jwt-no-scope',
        promise: 'A token without scopes is refused.',
        find: ` || typeof claims.scope !== 'string') return false;`,
        replace: `) return false;`,
        survives: 'a scope that is no text has no split(), and the error that this throws refuses the token as well',
      },
      {
        id: 'scope-ignored',
        promise: 'A token needs the scope of the route.',
        find: `needed !== undefined && scopes.includes(needed)) return;`,
        replace: `needed !== undefined) return;`,
      },
      {
        id: 'scope-first-only',
        promise: 'A token needs each scope of the route.',
        find: `for (const needed of needs) allow(identity, needed);`,
        replace: `allow(identity, needs[0]);`,
        killedBy: ['libs/http/inner-token.guard.spec.ts', 'apps/media/shares/shared-bytes.controller.spec.ts'],
      },
      {
        id: 'scope-account',
        promise: 'A token does not change the account.',
        find: `needed === 'account' ? sessionId !== null :`,
        replace: `needed === 'account' ? true :`,
      },
      {
        id: 'scope-undeclared',
        promise: 'A route that declares no need is refused.',
        find: `if (!needs) return allow(identity, undefined);`,
        replace: `if (!needs) return;`,
      },
      {
        id: 'scope-write-shares-all',
        promise: 'The scope write stands for share only.',
        find: `if (needed === 'share' && scopes.includes('write')) return;`,
        replace: `if (scopes.includes('write')) return;`,
      },
      { id: 'jwt-key-away', promise: 'A key that is unavailable is no refusal.', find: `if (problem) throw problem;`, replace: `` },
    ],
  },
  {
    file: 'libs/http/verified-tokens.ts',
    killedBy: ['libs/http/verified-tokens.spec.ts', 'libs/http/inner-token.guard.spec.ts'],
    mutants: [
      {
        id: 'verified-for-ever',
        promise: 'A remembered token ends when it expires.',
        find: `if (entry.expires * 1000 <= now) return undefined;`,
        replace: ``,
      },
      {
        id: 'verified-without-bound',
        promise: 'Few tokens are remembered.',
        find: `if (oldest !== undefined) this.entries.delete(oldest);`,
        replace: `if (oldest === undefined) this.entries.clear();`,
      },
    ],
  },
  {
    file: 'libs/http/log.ts',
    killedBy: ['libs/http/log.spec.ts'],
    mutants: [
      { id: 'log-redaction-off', promise: 'No secret is logged.', find: `base: undefined, formatters,`, replace: `base: undefined,` },
      {
        id: 'log-redaction-nested',
        promise: 'No secret is logged at three levels.',
        find: `const LEVELS = 3;`,
        replace: `const LEVELS = 2;`,
      },
      {
        id: 'log-redaction-bindings',
        promise: 'No secret is logged as a binding.',
        find: `child.call(this, redacted(bindings, LEVELS), options)`,
        replace: `child.call(this, bindings, options)`,
      },
      {
        id: 'log-redaction-cookie',
        promise: 'No cookie is logged.',
        find: `'authorization', 'cookie', 'password'`,
        replace: `'authorization', 'password'`,
      },
    ],
  },
  {
    file: 'libs/http/request-id.ts',
    killedBy: ['apps/gateway/forward/forward.service.spec.ts'],
    mutants: [
      {
        id: 'request-id-forged',
        promise: 'A client can not choose the id of its request.',
        find: `return trusted && typeof given === 'string'`,
        replace: `return typeof given === 'string'`,
        killedBy: ['apps/gateway/forward/forward.service.spec.ts'],
      },
    ],
  },
];
