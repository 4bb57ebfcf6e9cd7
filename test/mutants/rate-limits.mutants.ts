import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/auth/accounts/refusal-pace.ts',
    killedBy: ['apps/auth/accounts/refusal-pace.spec.ts'],
    mutants: [
      {
        id: 'pace-none',
        promise: 'Who is refused is not answered as fast as it asks.',
        find: `if (ms > 0) await this.wait(ms);`,
        replace: ``,
      },
      {
        id: 'pace-of-all',
        promise: 'Nobody waits for the refusals of another.',
        find: `await this.pause(siteOf(address));`,
        replace: `await this.pause(siteOf(address).slice(0, 0));`,
      },
      {
        id: 'pace-of-network',
        promise: 'A site does not have as many refusals as it has networks.',
        find: `this.pause(siteOf(address))`,
        replace: `this.pause(address)`,
      },
      {
        id: 'pace-debt',
        promise: 'A refusal comes within five seconds, and a site that has stopped is answered again.',
        find: `if (ms < LONGEST) this.due`,
        replace: `this.due`,
      },
    ],
  },
  {
    file: 'libs/accounts/rate-limits.ts',
    killedBy: ['libs/accounts/rate-limits.spec.ts'],
    mutants: [
      { id: 'limit-off', promise: 'A limit that is reached refuses.', find: `if (seconds <= 0) return;`, replace: `return;` },
      {
        id: 'limit-one-more',
        promise: 'Exactly the limit is accepted.',
        find: `count + more.length < max || !first`,
        replace: `count + more.length <= max || !first`,
      },
      {
        id: 'limit-simultaneous',
        promise: 'Simultaneous guesses do not exceed the limit.',
        find: `const mine = Promise.allSettled(before).then(async () => {`,
        replace: `const mine = Promise.resolve(before).then(async () => {`,
      },
      {
        id: 'limit-right-counts',
        promise: 'A right guess is not counted.',
        find: `if (right) await this.note(ofRight).catch(() => undefined);`,
        replace: `if (right) await this.note(ofWrong);`,
      },
      {
        id: 'limit-wrong-free',
        promise: 'A wrong guess is counted.',
        find: `else await this.note(ofWrong);`,
        replace: `else await this.note([]);`,
      },
      {
        id: 'limit-right-free',
        promise: 'A right password is counted where that is limited.',
        find: `if (right) await this.note(ofRight).catch(() => undefined);`,
        replace: `if (right) await this.note([]);`,
      },
      {
        id: 'limit-unstored-unbounded',
        promise: 'What the database did not store is bounded in memory.',
        find: `if (this.unstored.length > MAX_UNSTORED) this.unstored.shift();`,
        replace: ``,
      },
      {
        id: 'limit-unstored',
        promise: 'A full disk allows no guesses without limit.',
        find: `.filter((event) => event.key === key && event.at >= since)`,
        replace: `.filter((event) => event.key === '' && event.at >= since)`,
      },
      {
        id: 'limit-first-only',
        promise: 'Each of several limits applies.',
        find: `await Promise.all(limits.map((limit) => this.wait(limit, now)))`,
        replace: `await Promise.all(limits.slice(0, 1).map((limit) => this.wait(limit, now)))`,
      },
      {
        id: 'limit-retry-after',
        promise: 'The refusal says when to try again.',
        find: `first.getTime() + window - now`,
        replace: `1`,
        killedBy: ['libs/accounts/rate-limits.spec.ts', 'apps/auth/accounts/log-in.spec.ts', 'apps/auth/accounts/sign-up.service.spec.ts'],
      },
      {
        id: 'limit-account',
        promise: 'Ten wrong guesses of an account in 15 minutes.',
        find: `{ key: \`guess-of:\${handle}\`, max: 10, window: QUARTER }`,
        replace: `{ key: \`guess-of:\${handle}\`, max: 11, window: QUARTER }`,
        killedBy: ['apps/auth/accounts/log-in.spec.ts'],
      },
      {
        id: 'limit-account-window',
        promise: 'A guess counts for 15 minutes.',
        find: `{ key: \`guess-of:\${handle}\`, max: 10, window: QUARTER }`,
        replace: `{ key: \`guess-of:\${handle}\`, max: 10, window: 60 * MINUTE }`,
        killedBy: ['apps/auth/accounts/log-in.spec.ts'],
      },
      {
        id: 'limit-address',
        promise: 'Fifty wrong guesses from an address.',
        find: `address, { max: 50, window`,
        replace: `address, { max: 500, window`,
        killedBy: ['apps/auth/accounts/log-in.spec.ts'],
      },
      {
        id: 'limit-sign-up',
        promise: 'A hundred sign-ups an hour from an address.',
        find: `max: 100, window: 60`,
        replace: `max: 1000, window: 60`,
        killedBy: ['apps/auth/accounts/sign-up.service.spec.ts'],
      },
      {
        id: 'limit-sign-up-address',
        promise: 'Sign-ups of one address do not count for another.',
        find: `ofNetworks('sign-up', address,`,
        replace: `ofNetworks('sign-up', '',`,
        killedBy: ['apps/auth/accounts/sign-up.service.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/auth/accounts/accounts.service.ts',
    killedBy: ['apps/auth/accounts/log-in.spec.ts', 'apps/auth/accounts/change-password.spec.ts'],
    mutants: [
      {
        id: 'login-any-password',
        promise: 'A wrong password does not log in.',
        find: `if (!user || !right) throw`,
        replace: `if (!user) throw`,
      },
      {
        id: 'login-tells-account',
        promise: 'Guesses of an unknown account have a limit, too.',
        find: `strangerGuessLimits(handle, client.address)`,
        replace: `strangerGuessLimits(handle, client.address).slice(user ? 0 : 1)`,
      },
      {
        id: 'login-name-and-email',
        promise: 'Guesses by e-mail and by name are guesses of one account.',
        find: `hashOf(handleOf(identifier))`,
        replace: `hashOf(identifier.toLowerCase())`,
      },
      {
        id: 'login-no-address-limit',
        promise: 'Guesses from one address have a limit.',
        find: `strangerGuessLimits(handle, client.address)`,
        replace: `strangerGuessLimits(handle, client.address).slice(0, 1)`,
      },
      {
        id: 'change-other-sessions',
        promise: 'A change of password ends the other sessions.',
        find: `const endOthers = () => this.sessionRepository.removeAll(userId, sessionId ?? undefined);`,
        replace: `const endOthers = async () => undefined;`,
      },
      {
        id: 'change-ends-own',
        promise: 'A change of password keeps the own session.',
        find: `removeAll(userId, sessionId ?? undefined)`,
        replace: `removeAll(userId)`,
      },
      {
        id: 'change-end-after-only',
        promise: 'After a crash no old session exists beside the new password.',
        find: `    await endOthers();
    const changed`,
        replace: `    const changed`,
      },
      {
        id: 'change-end-before-only',
        promise: 'A session that begins meanwhile ends, too.',
        find: `to });
    await endOthers();`,
        replace: `to });`,
      },
      {
        id: 'change-wrong-current',
        promise: 'A change needs the current password.',
        find: `throw new Problem('BAD_CREDENTIALS', 'The current password is wrong. Type it again.');`,
        replace: ``,
      },
      {
        id: 'change-twice',
        promise: 'Of two simultaneous changes one succeeds.',
        find: `if (!changed) throw`,
        replace: `if (userId === '') throw`,
      },
      { id: 'change-weak', promise: 'A weak new password is refused.', find: `refuseWeak(next, user.email);`, replace: `` },
    ],
  },
  {
    file: 'apps/auth/accounts/admission.service.ts',
    killedBy: ['apps/auth/accounts/admission.service.spec.ts', 'apps/auth/accounts/sign-up.service.spec.ts'],
    mutants: [
      {
        id: 'invite-closed',
        promise: 'A closed drive admits nobody.',
        find: `if (signUp === 'closed') throw`,
        replace: `if (signUp === ('shut' as string)) throw`,
      },
      {
        id: 'invite-twice',
        promise: 'An invitation creates one account.',
        find: `if (!(await this.invites.redeem(hash, at))) {`,
        replace: `if ((await this.invites.redeem(hash, at)) === null) {`,
      },
      {
        id: 'invite-expired',
        promise: 'An expired invitation is refused.',
        find: `if (found && found.expiresAt > at) return;`,
        replace: `if (found) return;`,
      },
      {
        id: 'invite-none',
        promise: 'Without an invitation nobody is admitted.',
        find: `if (!invite) throw new Problem('SIGN_UP_CLOSED', 'Ask the owner of the drive for an invitation`,
        replace: `if (!invite) return null;
    if (invite === '') throw new Problem('SIGN_UP_CLOSED', 'Ask the owner of the drive for an invitation`,
      },
      {
        id: 'invite-lost',
        promise: 'A sign-up that is refused does not use up the invitation.',
        find: `if (error instanceof Problem || error instanceof RepositoryFull) await this.undoRedeem(hash, at);`,
        replace: ``,
      },
      {
        id: 'invite-undone-always',
        promise: 'When an account may exist its invitation stays redeemed.',
        find: `if (error instanceof Problem || error instanceof RepositoryFull) await`,
        replace: `await`,
      },
    ],
  },
];
