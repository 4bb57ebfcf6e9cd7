import { Module } from '@nestjs/common';

import { TransformsModule } from '../transforms/transforms.module.js';
import { AddressKeysController } from './address-keys.controller.js';
import { AddressKeys } from './address-keys.service.js';
import { SignAddressController } from './sign-address.controller.js';
import { SignedBytesController } from './signed-bytes.controller.js';
import { SignedGrants } from './signed-grants.js';
import { SignedTransforms } from './signed-transforms.js';

/** Addresses that their owner signed, which show an image to everybody who has them. */
@Module({
  imports: [TransformsModule],
  controllers: [AddressKeysController, SignAddressController, SignedBytesController],
  providers: [AddressKeys, SignedGrants, SignedTransforms],
  exports: [SignedGrants],
})
export class SignedAddressesModule {}
