import { Controller, HttpCode, Post } from '@nestjs/common';

import { AskToSignUp } from '#libs/contract/account.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { Admission } from './admission.js';

/** Whether an account can be made, before anybody fills in a form for it. Uses nothing up. The gateway asks; not reachable from outside. */
@Controller('admission')
export class MaySignUp {
  constructor(private readonly admission: Admission) {}

  @Public()
  @Post()
  @HttpCode(204)
  ask(@JsonBody(AskToSignUp) { invite }: AskToSignUp): Promise<void> {
    return this.admission.check(invite);
  }
}
