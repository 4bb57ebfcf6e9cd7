import { Module } from '@nestjs/common';

import { AddressKeysController } from './address-keys.controller.js';
import { AddressKeys } from './address-keys.js';

/** Keys of signed addresses, for the API and for the account page. */
@Module({ controllers: [AddressKeysController], providers: [AddressKeys], exports: [AddressKeys] })
export class AddressKeysModule {}
