import { Injectable } from '@nestjs/common';

import { AccountLogList, SessionList, TokenList } from '#libs/api/account.js';
import { DriveStatus } from '#libs/api/drive.js';
import { Problem } from '#libs/api/errors.js';
import { Usage } from '#libs/api/image.js';
import { AddressKeyList, PresetList } from '#libs/api/signed-address.js';

import { PublicUrl } from '../../security/public-url.js';
import { InnerClient } from '../../sessions/inner-client.js';
import type { OwnerCall } from '../http/owner.guard.js';
import { Page } from '../http/page.js';
import { AccountView, type Happened } from './account.view.js';

/** The account page, also as the answer of its forms. */
@Injectable()
export class AccountPage {
  constructor(
    private readonly inner: InnerClient,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** The account page as it is now. @param happened the result of a form, to be shown on it */
  async overview(
    call: OwnerCall,
    happened: Happened,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Page> {
    const [{ items: sessions }, { items: tokens }, { items: events }, usage, drive, keys, presets] = await Promise.all([
      this.inner.json('auth', 'GET', '/api/auth/sessions', { ...call, answer: SessionList }),
      this.inner.json('auth', 'GET', '/api/auth/tokens', { ...call, answer: TokenList }),
      this.inner.json('auth', 'GET', '/api/auth/log', { ...call, answer: AccountLogList }),
      this.unlessAway(this.inner.json('media', 'GET', '/api/usage', { ...call, answer: Usage })),
      this.unlessAway(this.inner.json('media', 'GET', '/api/drive', { ...call, answer: DriveStatus })),
      this.unlessAway(this.inner.json('media', 'GET', '/api/signing-keys', { ...call, answer: AddressKeyList })),
      this.unlessAway(this.inner.json('media', 'GET', '/api/presets', { ...call, answer: PresetList })),
    ]);
    const address = this.publicUrl.addressOf(call.request);
    const { user } = call.caller;
    const addresses = keys && presets && { keys: keys.items, presets: presets.items };
    return new Page(AccountView({ user, sessions, tokens, events, usage, drive, addresses, happened, address, now: new Date() }), options);
  }

  /** null while media is away: the other forms work without it. */
  private async unlessAway<T>(answer: Promise<T>): Promise<T | null> {
    try {
      return await answer;
    } catch (problem) {
      if (problem instanceof Problem && problem.code !== 'NOT_LOGGED_IN') return null;
      throw problem;
    }
  }
}

/** The reason why a service refused a form. @throws NOT_LOGGED_IN and other errors again: the page can't be shown without a session */
export function refusalOf(error: unknown): Problem {
  if (!(error instanceof Problem) || error.code === 'NOT_LOGGED_IN') throw error;
  return error;
}

/** Waits for a removal. What is already gone is no error: the button may have been pressed twice. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'NOT_FOUND') throw problem;
  }
}
