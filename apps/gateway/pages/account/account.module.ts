import { Module } from '@nestjs/common';

import { AddressKeysModule } from '../../address-keys/address-keys.module.js';
import { AccountController } from './account.controller.js';
import { AccountPage } from './account-page.js';
import { AddressesController } from './addresses.controller.js';

@Module({ imports: [AddressKeysModule], controllers: [AccountController, AddressesController], providers: [AccountPage] })
export class AccountModule {}
