import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/security/cross-site.guard.ts',
    killedBy: ['apps/gateway/security/cross-site.guard.spec.ts'],
    mutants: [
      {
        id: 'cross-site-allowed',
        promise: 'Another site changes nothing with the cookie of a person.',
        find: `throw new Problem('CROSS_SITE'`,
        replace: `if (request.method !== '') return true;\n    throw new Problem('CROSS_SITE'`,
      },
      {
        id: 'cross-site-same-site',
        promise: 'A sibling domain is another site.',
        find: `site === 'same-origin' || site === 'none'`,
        replace: `site !== 'cross-site'`,
      },
      {
        id: 'cross-site-header-ignored',
        promise: 'Sec-Fetch-Site decides when there is one.',
        find: `if (site !== undefined) return site === 'same-origin' || site === 'none';`,
        replace: ``,
      },
      {
        id: 'cross-site-origin-ignored',
        promise: 'Origin decides when there is no Sec-Fetch-Site.',
        find: `return host !== undefined && host !== '' && (host === own || host === this.publicUrl.host);`,
        replace: `return own !== null;`,
      },
      {
        id: 'cross-site-null-origin',
        promise: 'An opaque origin is another site.',
        find: `host !== undefined && host !== '' && (`,
        replace: `host === undefined || host === '' || (`,
      },
      {
        id: 'cross-site-public-url',
        promise: 'The configured address is the same site.',
        find: `(host === own || host === this.publicUrl.host)`,
        replace: `host === own`,
      },
      {
        id: 'cross-site-post',
        promise: 'POST is a change.',
        find: `new Set(['GET', 'HEAD', 'OPTIONS'])`,
        replace: `new Set(['GET', 'HEAD', 'OPTIONS', 'POST'])`,
      },
      {
        id: 'cross-site-delete',
        promise: 'DELETE is a change.',
        find: `new Set(['GET', 'HEAD', 'OPTIONS'])`,
        replace: `new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE'])`,
      },
    ],
  },
  {
    file: 'apps/gateway/security/safe-next.ts',
    killedBy: ['apps/gateway/security/safe-next.spec.ts'],
    mutants: [
      { id: 'next-other-site', promise: 'The log-in leads to no other site.', find: `url?.origin === THIS_SITE && `, replace: `url && ` },
      {
        id: 'next-dot-segments',
        promise: 'A path of dot segments leads to no other site.',
        find: ` && !url.pathname.startsWith('//')`,
        replace: ``,
      },
      { id: 'next-control', promise: 'The path has no control characters.', find: ` || /\\p{Cc}/u.test(next)`, replace: `` },
    ],
  },
  {
    file: 'apps/gateway/security/public-url.ts',
    killedBy: ['apps/gateway/security/security-headers.spec.ts'],
    mutants: [
      {
        id: 'https-any-host',
        promise: 'Only the configured address counts as https.',
        find: ` && this.url.host === request.host`,
        replace: ``,
      },
      {
        id: 'https-configured',
        promise: 'The configured https address counts as https.',
        find: `this.url?.protocol === 'https:' && this.url.host`,
        replace: `this.url?.protocol === 'wss:' && this.url.host`,
      },
    ],
  },
  {
    file: 'apps/gateway/security/cookies.ts',
    killedBy: ['apps/gateway/sessions/sessions.spec.ts'],
    mutants: [
      { id: 'cookie-http-only', promise: 'No script reads the session cookie.', find: `httpOnly: true`, replace: `httpOnly: false` },
      {
        id: 'cookie-same-site',
        promise: 'Another site sends no form with the session cookie.',
        find: `sameSite: 'lax'`,
        replace: `sameSite: 'none'`,
      },
      {
        id: 'cookie-secure',
        promise: 'Over https the session cookie never goes over http.',
        find: `maxAge, secure, httpOnly`,
        replace: `maxAge, secure: secure && false, httpOnly`,
      },
    ],
  },
  {
    file: 'apps/gateway/security/credentials.ts',
    killedBy: ['apps/gateway/sessions/sessions.spec.ts'],
    mutants: [
      {
        id: 'token-too-long',
        promise: 'Auth is not asked about what can be no token.',
        find: `token && token.length <= MAX_TOKEN ? token : null`,
        replace: `token ? token : null`,
      },
      {
        id: 'token-cookie-first',
        promise: 'A bearer token counts before the cookie.',
        find: `bearer(request.headers) ?? readCookie(request, cookieName)`,
        replace: `readCookie(request, cookieName) ?? bearer(request.headers)`,
      },
      {
        id: 'token-any-scheme',
        promise: 'Only the scheme Bearer carries a token.',
        find: `/^bearer(?:\\s|$)/i`,
        replace: `/^\\w+(?:\\s|$)/i`,
      },
      {
        id: 'token-empty-bearer',
        promise: 'An empty bearer token does not fall back to the cookie.',
        find: `return /\\s/.test(token) ? null : token;`,
        replace: `return /\\s/.test(token) || token === '' ? null : token;`,
      },
      {
        id: 'token-spaces',
        promise: 'A header of spaces is read in linear time.',
        find: `  if (!/^bearer(?:\\s|$)/i.test(authorization)) return null;`,
        replace: `  if (!/^Bearer(?: +(\\S*))?\\s*$/i.test(authorization)) return null;`,
        killedBy: ['apps/gateway/security/credentials.spec.ts'],
      },
    ],
  },
];
