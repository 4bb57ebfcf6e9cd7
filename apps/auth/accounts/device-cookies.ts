import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { SigningKeyRepository } from '#libs/ports/signing-key-repository.js';

import { makeSigningKey } from '../keys/signing-keys.service.js';

/** `account.device.signature`; ids have neither dots nor tildes. */
const ENTRY = /^([0-9a-z]{1,40})\.([\w-]{22})\.([\w-]{43})$/;
const SEPARATOR = '~';
/** People who share a browser. The one who has not logged in for longest is a stranger again. */
const MAX_ENTRIES = 5;

/**
 * Device cookies (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a client that logged in once has a cookie that says so,
 * for this account, and guesses under a budget of its own. It proves nothing else, and stays when the password changes. It is signed
 * (HMAC-SHA256) with a key derived from the signing key of inner tokens, so all auth processes know it and nothing is stored.
 */
@Injectable()
export class DeviceCookies {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly signingKeys: SigningKeyRepository) {}

  /** The id of the device, if the cookie was given to it for this account. */
  async deviceOf(account: string, cookie: string | undefined): Promise<string | null> {
    const entries = await this.entriesOf(cookie);
    return entries.find((entry) => entry.account === account)?.device ?? null;
  }

  /** The cookie after a log-in: it keeps the id that the device has for this account, and what it says of others. */
  async renew(account: string, cookie: string | undefined): Promise<string> {
    const entries = await this.entriesOf(cookie);
    const device = entries.find((entry) => entry.account === account)?.device ?? randomBytes(16).toString('base64url');
    const mine = `${account}.${device}.${(await this.mac(account, device)).toString('base64url')}`;
    const others = entries.filter((entry) => entry.account !== account).map(({ text }) => text);
    return [mine, ...others].slice(0, MAX_ENTRIES).join(SEPARATOR);
  }

  private async entriesOf(cookie = '') {
    const parsed = cookie.split(SEPARATOR, MAX_ENTRIES).map(async (text) => {
      const [, account = '', device = '', signature = ''] = ENTRY.exec(text) ?? [];
      if (!signature) return [];
      return timingSafeEqual(await this.mac(account, device), Buffer.from(signature, 'base64url')) ? [{ text, account, device }] : [];
    });
    return (await Promise.all(parsed)).flat();
  }

  private async mac(account: string, device: string): Promise<Buffer> {
    return createHmac('sha256', await this.derivedKey())
      .update(`${account}.${device}`)
      .digest();
  }

  /** Derives the key once. After an error the next call tries again. */
  private derivedKey(): Promise<Buffer> {
    return (this.key ??= this.derive().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    }));
  }

  private async derive(): Promise<Buffer> {
    const { privateKey } = await this.signingKeys.findOrInsert(makeSigningKey);
    return Buffer.from(hkdfSync('sha256', privateKey, '', 'device cookies', 32));
  }
}
