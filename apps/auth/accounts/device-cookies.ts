import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import type { User } from '#libs/ports/user-repository.js';

/** `account.device.signature`; ids have neither dots nor tildes. */
const ENTRY = /^([0-9a-z]{1,40})\.([\w-]{22})\.([\w-]{43})$/;
const SEPARATOR = '~';
/** People who share a browser. The one who has not logged in for longest is a stranger again. */
const MAX_ENTRIES = 5;

type Account = Pick<User, 'id' | 'passwordHash'>;

/**
 * Device cookies (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a client that logged in has a cookie that says so, for
 * this account and its present password, and guesses under a budget of its own. It proves nothing else. It is signed (HMAC-SHA256) with a
 * key derived from the hash of the password, which contains a random salt and never leaves the database: all auth processes know it,
 * nothing is stored, no rotation of other keys matters, and another password makes all of them worthless.
 */

/** The id of the device, if the cookie was given to it for this account and this password. */
export function deviceOf(account: Account, cookie: string | undefined): string | null {
  const mine = entriesOf(cookie).find((entry) => entry.account === account.id);
  return mine && timingSafeEqual(sign(account, mine.device), mine.signature) ? mine.device : null;
}

/** The cookie after a log-in: it keeps the id that the device has for this account, and what it says of others. */
export function renewCookie(account: Account, cookie: string | undefined): string {
  const device = deviceOf(account, cookie) ?? randomBytes(16).toString('base64url');
  const mine = `${account.id}.${device}.${sign(account, device).toString('base64url')}`;
  const others = entriesOf(cookie).filter((entry) => entry.account !== account.id);
  return [mine, ...others.map(({ text }) => text)].slice(0, MAX_ENTRIES).join(SEPARATOR);
}

function entriesOf(cookie = '') {
  return cookie.split(SEPARATOR, MAX_ENTRIES).flatMap((text) => {
    const [, account = '', device = '', signature = ''] = ENTRY.exec(text) ?? [];
    return signature ? [{ text, account, device, signature: Buffer.from(signature, 'base64url') }] : [];
  });
}

function sign({ id, passwordHash }: Account, device: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', passwordHash, '', 'device cookies', 32));
  return createHmac('sha256', key).update(`${id}.${device}`).digest();
}
