import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Account, AskToSignUp, Credentials, NewAccount, PasswordChange, type SessionStarted } from '#libs/api/account.js';
import { Caller, Needs, Public, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';

import { FromClient, type Client } from '../client/client.js';
import { Accounts } from './accounts.service.js';
import { Admission } from './admission.service.js';
import { RefusalPace } from './refusal-pace.js';
import { SignUp } from './sign-up.service.js';

@Controller()
export class AccountsController {
  private readonly pace = new RefusalPace();

  constructor(
    private readonly accounts: Accounts,
    private readonly signUps: SignUp,
    private readonly admission: Admission,
  ) {}

  /** Tells the sign-up page whether an account can be created, before anybody fills in its form. Only the gateway can reach it. */
  @Public()
  @Post('admission')
  @HttpCode(204)
  admissible(@JsonBody(AskToSignUp) { invite }: AskToSignUp): Promise<void> {
    return this.admission.check(invite);
  }

  @Public()
  @Post('api/auth/signup')
  signUp(@JsonBody(NewAccount) account: NewAccount, @FromClient() client: Client): Promise<SessionStarted> {
    return this.pace.keep(client.address, () => this.signUps.signUp(account, client));
  }

  @Public()
  @Post('api/auth/login')
  @HttpCode(200)
  logIn(@JsonBody(Credentials) credentials: Credentials, @FromClient() client: Client): Promise<SessionStarted> {
    return this.pace.keep(client.address, () => this.accounts.logIn(credentials, client));
  }

  @Needs('any')
  @Get('api/auth/me')
  async me(@Caller() { userId }: Identity) {
    return { user: Account.parse(await this.accounts.find(userId)) };
  }

  /** The gateway makes a cookie of the header. */
  @Needs('account')
  @Post('api/auth/password')
  @HttpCode(204)
  async changePassword(
    @Caller() caller: Identity,
    @JsonBody(PasswordChange) change: PasswordChange,
    @FromClient() client: Client,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.header('x-device-cookie', await this.accounts.changePassword(caller, change, client));
  }
}
