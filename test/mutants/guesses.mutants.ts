import type { MutatedFile } from './mutant.js';

const logIn = ['apps/auth/accounts/log-in.spec.ts'];
const devices = ['apps/auth/accounts/device-cookies.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'libs/http/networks.ts',
    killedBy: ['libs/http/networks.spec.ts'],
    mutants: [
      {
        id: 'network-whole-ipv6',
        promise: 'One customer with an IPv6 network is one address.',
        find: `const PREFIXES = [64, 56, 48] as const;`,
        replace: `const PREFIXES = [64] as const;`,
      },
      {
        id: 'network-bits',
        promise: 'A /56 ends within a group.',
        find: ` & (0xff_ff << Math.max(0, 16 * (n + 1) - bits)) & 0xff_ff`,
        replace: ``,
      },
      {
        id: 'network-mapped',
        promise: 'An IPv4 address within IPv6 is the IPv4 address.',
        find: `groups[5] === 0xff_ff) return`,
        replace: `groups[5] === 0) return`,
      },
      {
        id: 'network-any-text',
        promise: 'No text of a client makes a network of its own.',
        find: `return [UNKNOWN];`,
        replace: `return [plain];`,
      },
      {
        id: 'network-port',
        promise: 'A port makes no network of its own.',
        find: `.replace(/^(\\d+\\.\\d+\\.\\d+\\.\\d+):\\d+$/, '$1')`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/http/client-address.ts',
    killedBy: ['libs/http/client-address.spec.ts'],
    mutants: [
      {
        id: 'address-unsigned',
        promise: 'An address that the gateway did not sign is not believed.',
        find: `if (!match || typeof address !== 'string') return NOT_FROM_GATEWAY;`,
        replace: `if (!match || typeof address !== 'string') return String(address ?? NOT_FROM_GATEWAY);`,
        killedBy: ['libs/http/client-address.spec.ts', ...logIn, 'apps/media/shares/share-access.spec.ts'],
      },
      {
        id: 'address-any-signature',
        promise: 'The signature is that of the secret.',
        find: `? address : NOT_FROM_GATEWAY;`,
        replace: `? address : address;`,
      },
      {
        id: 'address-for-ever',
        promise: 'A signature ends.',
        find: `if (Math.abs(seconds - now / 1000) > LIFETIME + CLOCK_TOLERANCE) return NOT_FROM_GATEWAY;`,
        replace: ``,
      },
      {
        id: 'address-other',
        promise: 'The signature is of this address.',
        find: `client address\\n\${seconds}\\n\${address}`,
        replace: `client address\\n\${seconds}`,
      },
    ],
  },
  {
    file: 'libs/http/create-inner-app.ts',
    killedBy: logIn,
    mutants: [
      {
        id: 'address-not-verified',
        promise: 'Services count by the address that the gateway signed.',
        find: `signer?.verify(request.headers);`,
        replace: `String(request.headers['x-client-address']);`,
      },
    ],
  },
  {
    file: 'apps/auth/accounts/device-cookies.ts',
    killedBy: devices,
    mutants: [
      {
        id: 'device-any-signature',
        promise: 'A device cookie that was not made here is none.',
        find: `return mine && timingSafeEqual(sign(account, mine.device), mine.signature) ? mine.device : null;`,
        replace: `return mine ? mine.device : null;`,
      },
      {
        id: 'device-any-account',
        promise: 'A device cookie is for one account.',
        find: `update(\`\${id}.\${device}\`)`,
        replace: `update(device)`,
        survives: 'the key is derived from the password hash of the account, whose salt no other account has',
      },
      {
        id: 'device-new-id',
        promise: 'A device keeps its budget when it logs in again.',
        find: `const device = deviceOf(account, cookie) ?? randomBytes`,
        replace: `const device = randomBytes`,
      },
      {
        id: 'device-one-person',
        promise: 'People who share a browser are all known.',
        find: `[mine, ...others.map(`,
        replace: `[mine, ...others.slice(9).map(`,
      },
      {
        id: 'device-old-password',
        promise: 'A device cookie is for one password.',
        find: `hkdfSync('sha256', passwordHash,`,
        replace: `hkdfSync('sha256', id,`,
      },
      { id: 'device-without-end', promise: 'The cookie is bounded.', find: `.slice(0, MAX_ENTRIES)`, replace: `` },
    ],
  },
  {
    file: 'apps/auth/accounts/accounts.service.ts',
    killedBy: devices,
    mutants: [
      {
        id: 'device-budget-of-strangers',
        promise: 'Strangers exhaust the budget of strangers only.',
        find: `device ? knownGuessLimits(user.id, device) : strangerGuessLimits(handle, client.address)`,
        replace: `strangerGuessLimits(handle, client.address)`,
      },
      {
        id: 'device-without-budget',
        promise: 'A known device has ten guesses, and all of an account fifty.',
        find: `device ? knownGuessLimits(user.id, device) :`,
        replace: `device ? [] :`,
      },
      {
        id: 'login-right-unlimited',
        promise: 'Right passwords of an account from one address are bounded.',
        find: `ofRight: logInLimits(user?.id ?? handle, client.address),`,
        replace: `ofRight: [],`,
        killedBy: logIn,
      },
      {
        id: 'change-budget-of-strangers',
        promise: 'Strangers do not prevent a change of password.',
        find: `knownGuessLimits(userId, sessionId ?? userId)`,
        replace: `strangerGuessLimits(hashOf(handleOf(user.name)), '')`,
        killedBy: ['apps/auth/accounts/change-password.spec.ts'],
      },
      {
        id: 'change-budget-of-account',
        promise: 'Each session has a budget of its own.',
        find: `knownGuessLimits(userId, sessionId ?? userId)`,
        replace: `knownGuessLimits(userId, userId)`,
        killedBy: ['apps/auth/accounts/change-password.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/auth/accounts/sign-up.service.ts',
    killedBy: ['apps/auth/accounts/admission.service.spec.ts'],
    mutants: [
      {
        id: 'invite-tells-everybody',
        promise: 'An invitation tells of five e-mails an hour that they have an account.',
        find: `invite === undefined ? [] : [inviteLimit(tokenHash(invite))]`,
        replace: `invite === undefined ? [] : []`,
      },
    ],
  },
  {
    file: 'apps/auth/sessions/sessions.service.ts',
    killedBy: logIn,
    mutants: [
      {
        id: 'sessions-unbounded',
        promise: 'An account has at most 100 sessions.',
        find: `await this.endLeastUsed(user.id, session.id);`,
        replace: ``,
      },
      {
        id: 'sessions-newest-ends',
        promise: 'The new session is not the one that ends.',
        find: `.filter(({ id }) => id !== newest)`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/auth/access-tokens/access-tokens.service.ts',
    killedBy: ['apps/auth/access-tokens/access-tokens.spec.ts'],
    mutants: [
      {
        id: 'tokens-unbounded',
        promise: 'An account has at most 100 tokens.',
        find: `.length > MAX_TOKENS)`,
        replace: `.length > 2 * MAX_TOKENS)`,
      },
    ],
  },
  {
    file: 'libs/accounts/password-hasher.ts',
    killedBy: ['libs/accounts/password-hasher.spec.ts'],
    mutants: [
      {
        id: 'guesses-of-one-unbounded',
        promise: 'Guesses of one password take no more than 16 places.',
        find: `if (before >= MAX_OF_TARGET) throw tooManyLogIns();`,
        replace: ``,
      },
    ],
  },
];
