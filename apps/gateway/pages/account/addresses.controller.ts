import { Controller, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { z } from 'zod';

import { MAX_KEY_NAME, type AddressKeyMade } from '#libs/api/signed-address.js';

import { AddressKeys } from '../../address-keys/address-keys.js';
import { InnerClient } from '../../sessions/inner-client.js';
import { Form } from '../http/forms.js';
import { Call, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { PageInterceptor, SeeOther, type Page } from '../http/page.js';
import { AccountPage, refusalOf, unlessGone } from './account-page.js';
import { doneAt } from './account.view.js';

const NewKeyForm = z.strictObject({ name: z.string() });
type NewKeyForm = z.output<typeof NewKeyForm>;
const PresetForm = z.strictObject({ name: z.string(), modifiers: z.string() });
type PresetForm = z.output<typeof PresetForm>;

/** The forms of the account page for image addresses: keys that sign them, and presets. */
@Controller(':user/account')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class AddressesController {
  constructor(
    private readonly inner: InnerClient,
    private readonly keys: AddressKeys,
    private readonly account: AccountPage,
  ) {}

  /** Creates a key. Answers without a redirect: its secret is shown only this once, so nothing may store it. */
  @Post('keys')
  async createKey(@Call() call: OwnerCall, @Form(NewKeyForm) fields: NewKeyForm): Promise<Page> {
    const name = fields.name.trim();
    const wrong = wrongWith(name);
    if (wrong) return this.account.overview(call, { key: { name, wrong } }, { status: 422 });
    let madeKey: AddressKeyMade;
    try {
      madeKey = await this.keys.create(call, { name });
    } catch (error) {
      const problem = refusalOf(error);
      return this.account.overview(call, { key: { name, wrong: problem.detail } }, problem);
    }
    return this.account.overview(call, { madeKey }, { status: 201 });
  }

  @Post('keys/:id/revoke')
  async revokeKey(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await unlessGone(this.keys.revoke(call, id));
    return new SeeOther(doneAt(call.caller.user, 'key'));
  }

  @Post('presets')
  async setPreset(@Call() call: OwnerCall, @Form(PresetForm) fields: PresetForm): Promise<Page | SeeOther> {
    const [name, modifiers] = [fields.name.trim(), fields.modifiers.trim()];
    try {
      await this.inner.json('media', 'PUT', `/api/presets/${encodeURIComponent(name || '-')}`, { ...call, body: { modifiers } });
    } catch (error) {
      const problem = refusalOf(error);
      return this.account.overview(call, { preset: { name, modifiers, wrong: problem.detail } }, problem);
    }
    return new SeeOther(doneAt(call.caller.user, 'preset'));
  }

  @Post('presets/:name/delete')
  async deletePreset(@Call() call: OwnerCall, @Param('name') name: string): Promise<SeeOther> {
    await unlessGone(this.inner.json('media', 'DELETE', `/api/presets/${encodeURIComponent(name)}`, call));
    return new SeeOther(doneAt(call.caller.user, 'presetGone'));
  }
}

function wrongWith(name: string): string | undefined {
  if (name === '') return 'Enter a name, such as the name of the page that shows your pictures.';
  return name.length > MAX_KEY_NAME ? `The name can have at most ${MAX_KEY_NAME} characters.` : undefined;
}
