import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/sessions/sessions.ts',
    killedBy: ['apps/gateway/sessions/sessions.spec.ts', 'apps/gateway/sessions/token-exchange-cache.spec.ts'],
    mutants: [
      {
        id: 'session-host-prefix',
        promise: 'Over https no other host sets the session cookie.',
        find: '`__Host-${cookie}`',
        replace: `cookie`,
      },
      {
        id: 'session-secure',
        promise: 'The session cookie is Secure over https.',
        find: `const secure = this.publicUrl.cameByHttps(request);`,
        replace: `const secure = false;`,
      },
      {
        id: 'session-end-keeps-cookie',
        promise: 'A log-out clears the cookie.',
        find: `this.setSessionCookie(request, reply, '', 0);`,
        replace: ``,
      },
      {
        id: 'session-end-keeps-cache',
        promise: 'A log-out clears the cache of the browser.',
        find: `void reply.header('clear-site-data', '"cache"');`,
        replace: ``,
      },
      {
        id: 'session-end-keeps-exchanges',
        promise: 'A log-out ends the session at once through this gateway.',
        find: `    this.exchanges.clear();
    this.setSessionCookie`,
        replace: `    this.setSessionCookie`,
        survives: 'the POST to auth before it clears the same cache (noteCall)',
      },
      {
        id: 'session-revoke-later',
        promise: 'A revoked token is refused at once through this gateway.',
        find: `if (service === 'auth' && method !== 'GET' && method !== 'HEAD') this.exchanges.clear();`,
        replace: ``,
        killedBy: ['apps/gateway/sessions/sessions.spec.ts'],
      },
      {
        id: 'session-require',
        promise: 'A route of the API needs a session.',
        find: `if (!caller) throw notLoggedIn();`,
        replace: ``,
        killedBy: ['apps/gateway/forward/forward.controller.spec.ts'],
      },
      {
        id: 'session-path',
        promise: 'The cookie is for the whole drive.',
        find: `value, path: '/', maxAge`,
        replace: `value, path: '/api', maxAge`,
      },
    ],
  },
  {
    file: 'apps/gateway/sessions/token-exchange-cache.ts',
    killedBy: ['apps/gateway/sessions/token-exchange-cache.spec.ts'],
    mutants: [
      {
        id: 'exchange-for-ever',
        promise: 'A token that another gateway revoked is refused after two seconds.',
        find: `const MAX_AGE = 2_000;`,
        replace: `const MAX_AGE = 20_000;`,
      },
      {
        id: 'exchange-age-after',
        promise: 'The age counts from before the call to auth.',
        find: `if (cached && cached.since + maxAge > now) return cached.answer;`,
        replace: `if (cached) return cached.answer;`,
      },
      {
        id: 'exchange-any-audience',
        promise: 'A token for one service is not used for another.',
        find: 'return `${audience} ${token}`;',
        replace: `return token;`,
      },
      {
        id: 'exchange-any-token',
        promise: 'Each token has an answer of its own.',
        find: 'return `${audience} ${token}`;',
        replace: `return audience;`,
      },
      {
        id: 'exchange-refusal-kept',
        promise: 'A refusal is not kept.',
        find: `(answer ? (entry.valid = answer) : remove()), remove)`,
        replace: `(entry.valid = answer), remove)`,
      },
      {
        id: 'exchange-error-kept',
        promise: 'An error is not kept.',
        find: `(answer ? (entry.valid = answer) : remove()), remove)`,
        replace: `(answer ? (entry.valid = answer) : remove()), () => undefined)`,
      },
      {
        id: 'exchange-clear-nothing',
        promise: 'After a change at auth all answers are asked anew.',
        find: `    this.entries.clear();\n`,
        replace: ``,
      },
      {
        id: 'exchange-no-limit',
        promise: 'The cache has a bound.',
        find: `this.entries.size >= MAX_ENTRIES ?`,
        replace: `this.entries.size < 0 ?`,
      },
      {
        id: 'exchange-any-problem',
        promise: 'A failure of auth is no refusal of the token.',
        find: `if (problem.code === 'NOT_LOGGED_IN') return null;`,
        replace: `if (problem.status >= 400) return null;`,
      },
    ],
  },
  {
    file: 'apps/gateway/forward/path.ts',
    killedBy: ['apps/gateway/forward/path.spec.ts'],
    mutants: [
      { id: 'path-dot', promise: 'Dot segments are refused.', find: `text === '.' || text === '..' || `, replace: `` },
      {
        id: 'path-encoded-slash',
        promise: 'Encoded slashes are refused.',
        find: `/[/\\\\\\p{Cc}]/u.test(text)`,
        replace: `/[\\\\\\p{Cc}]/u.test(text)`,
      },
      {
        id: 'path-backslash',
        promise: 'Backslashes are refused.',
        find: `/[/\\\\\\p{Cc}]/u.test(text)`,
        replace: `/[/\\p{Cc}]/u.test(text)`,
      },
      {
        id: 'path-control',
        promise: 'Control characters are refused.',
        find: `/[/\\\\\\p{Cc}]/u.test(text)`,
        replace: `/[/\\\\]/u.test(text)`,
      },
      {
        id: 'path-not-decodable',
        promise: 'A path that can not be decoded is refused.',
        find: `  } catch {
    throw notFound();
  }`,
        replace: `  } catch {
    text = segment;
  }`,
      },
      { id: 'path-query', promise: 'The query is no part of the path.', find: `target.split('?', 1)[0] ?? ''`, replace: `target` },
    ],
  },
];
