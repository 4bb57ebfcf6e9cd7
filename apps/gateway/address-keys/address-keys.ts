import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { NotedEvent } from '#libs/api/account.js';
import { AddressKeyInfo, AddressKeyMade } from '#libs/api/signed-address.js';

import { InnerClient } from '../sessions/inner-client.js';
import type { Caller } from '../sessions/sessions.js';

interface Call {
  request: FastifyRequest;
  caller: Caller;
}

/** Makes and revokes keys of signed addresses: media has the keys, auth the log of the account that says so. */
@Injectable()
export class AddressKeys {
  constructor(private readonly inner: InnerClient) {}

  /**
   * Makes a key. Nobody gets its secret before it is in the log: if auth does not answer, the key is revoked.
   * @param body as the client sent it; media checks it
   * @throws Problem that media or auth answered, UNAVAILABLE, TIMEOUT
   */
  async create(call: Call, body: unknown): Promise<AddressKeyMade> {
    const made = await this.inner.json('media', 'POST', '/api/signing-keys', { ...call, body, answer: AddressKeyMade });
    try {
      await this.note(call, { what: 'address-key-created', detail: made.name });
    } catch (error) {
      await this.inner.json('media', 'DELETE', `/api/signing-keys/${made.id}`, call);
      throw error;
    }
    return made;
  }

  /** Revokes a key, also when auth does not answer. @throws Problem NOT_FOUND and others of media, UNAVAILABLE, TIMEOUT */
  async revoke(call: Call, id: string): Promise<void> {
    const path = `/api/signing-keys/${encodeURIComponent(id)}`;
    const { name } = await this.inner.json('media', 'DELETE', path, { ...call, answer: AddressKeyInfo });
    try {
      await this.note(call, { what: 'address-key-revoked', detail: name });
    } catch (error) {
      call.request.log.warn({ err: error }, 'an event of an account could not be stored');
    }
  }

  private async note(call: Call, body: NotedEvent): Promise<void> {
    await this.inner.json('auth', 'POST', '/account-log', { ...call, body });
  }
}
