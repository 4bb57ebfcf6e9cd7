import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/accounts/opaque-token.ts',
    killedBy: ['libs/accounts/opaque-token.spec.ts'],
    mutants: [
      {
        id: 'token-plain',
        promise: 'What is stored of a token does not reveal it.',
        find: `return createHash('sha256').update(token).digest('hex');`,
        replace: `return createHash('sha256').update('').digest('hex') + token;`,
      },
      { id: 'token-short', promise: 'A token has 256 random bits.', find: `const SECRET_BYTES = 32;`, replace: `const SECRET_BYTES = 8;` },
      {
        id: 'token-invite-name',
        promise: 'The short id of an invitation does not sign up.',
        find: `return hash.slice(0, INVITE_NAME_LENGTH);`,
        replace: `return hash;`,
      },
    ],
  },
  {
    file: 'libs/accounts/password-hasher.ts',
    killedBy: ['libs/accounts/password-hasher.spec.ts'],
    mutants: [
      {
        id: 'hashes-on-every-core',
        promise: 'Log-ins of others leave a core for everything else.',
        find: `return Math.min(2, Math.max(1, cores - 1));`,
        replace: `return Math.min(2, cores);`,
        killedBy: ['libs/accounts/password-hasher.spec.ts'],
      },
      {
        id: 'password-unknown-account',
        promise: 'No password is right for an unknown account.',
        find: `(await verify(passwordHash ?? this.decoy, canonical(password))) && passwordHash !== undefined`,
        replace: `passwordHash === undefined || (await verify(passwordHash ?? this.decoy, canonical(password)))`,
      },
      {
        id: 'password-queue',
        promise: 'The queue of log-ins has a bound.',
        find: `const MAX_WAITING = 128;`,
        replace: `const MAX_WAITING = 1_000_000;`,
      },
      {
        id: 'password-cost',
        promise: 'A password is hashed at the cost that OWASP recommends.',
        find: `memoryCost: 19_456`,
        replace: `memoryCost: 64`,
      },
      {
        id: 'password-decoy-cost',
        promise: 'An unknown account costs as much as a wrong password.',
        find: `passwordHash ?? this.decoy, canonical`,
        replace: `passwordHash ?? '', canonical`,
      },
      {
        id: 'password-form',
        promise: 'A password is the same in both Unicode forms.',
        find: `return password.normalize('NFC');`,
        replace: `return password;`,
      },
    ],
  },
  {
    file: 'libs/accounts/weak-password.ts',
    killedBy: ['libs/accounts/weak-password.spec.ts'],
    mutants: [
      {
        id: 'weak-common',
        promise: 'A common password is refused.',
        find: `COMMON_PASSWORDS.has(text) || isPattern(text)`,
        replace: `isPattern(text)`,
      },
      {
        id: 'weak-pattern',
        promise: 'A pattern is refused.',
        find: `COMMON_PASSWORDS.has(text) || isPattern(text)`,
        replace: `COMMON_PASSWORDS.has(text)`,
      },
      {
        id: 'weak-personal',
        promise: 'The own e-mail is refused.',
        find: `if (isPersonal(text, email.toLowerCase()))`,
        replace: `if (text === '')`,
      },
      {
        id: 'weak-length',
        promise: 'A short password is refused.',
        find: `const MIN_CHARACTERS = 8;`,
        replace: `const MIN_CHARACTERS = 4;`,
      },
      {
        id: 'weak-long',
        promise: 'A password that costs too much to hash is refused.',
        find: `Buffer.byteLength(password) > MAX_BYTES`,
        replace: `Buffer.byteLength(password) < 0`,
        killedBy: ['libs/accounts/weak-password.spec.ts', 'apps/auth/accounts/sign-up.service.spec.ts'],
      },
    ],
  },
];
