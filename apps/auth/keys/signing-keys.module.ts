import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';

import { SigningKeysController } from './signing-keys.controller.js';
import { SigningKeys } from './signing-keys.service.js';

/** The key that signs inner tokens, and its public half. */
@Module({ imports: [JwtModule.register({})], controllers: [SigningKeysController], providers: [SigningKeys], exports: [SigningKeys] })
export class SigningKeysModule {}
