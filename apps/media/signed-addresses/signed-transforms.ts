import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/api/errors.js';
import type { NewSignedAddress, SignedAddress, SignedQuery } from '#libs/api/signed-address.js';
import { canonicalAddress, writtenAddress, type ImageAddress } from '#libs/domain/transform/address.js';
import { signedAddress } from '#libs/domain/transform/signature.js';

import { noSuchImage } from '../images/find-image.js';
import { Grants, type Grant } from '../transforms/grants.js';
import { TransformsService } from '../transforms/transforms.service.js';
import { AddressKeys } from './address-keys.service.js';
import { SignedGrants, type Signature } from './signed-grants.js';

interface AskedSigned {
  /** The last segment of the path, decoded. */
  address: string;
  /** The network address of the visitor. */
  client: string;
  query: SignedQuery;
}

/** Signs addresses of images, and answers them. */
@Injectable()
export class SignedTransforms {
  constructor(
    private readonly keys: AddressKeys,
    private readonly signatures: SignedGrants,
    private readonly grants: Grants,
    private readonly transforms: TransformsService,
  ) {}

  /** @throws Problem BAD_REQUEST, BAD_TRANSFORM, NOT_FOUND for the image or the key, NO_SIGNING_KEY */
  async sign(owner: string, id: string, { modifiers, preset, format, until = null, key }: NewSignedAddress): Promise<SignedAddress> {
    if (modifiers !== undefined && preset !== undefined) throw new Problem('BAD_REQUEST', 'Send either modifiers or a preset.');
    const end = until && Math.floor(until.getTime() / 1000);
    if (end !== null && end <= Date.now() / 1000) throw new Problem('BAD_REQUEST', 'The body: until: must be in the future.');
    const grant = this.grants.ofOwner(owner);
    const row = await grant.find(id);
    const asked = await this.transforms.read(grant, writtenAddress(id, { modifiers, preset, format }));
    this.transforms.check(row, asked);
    const { id: keyId, secret } = await this.keys.find(owner, key);
    return {
      url: signedAddress({ path: pathOf(asked), end }, { id: keyId, secret }),
      key: keyId,
      until: end === null ? null : new Date(end * 1000).toISOString(),
    };
  }

  /**
   * @throws Problem NOT_FOUND, as for an image that is not there, whatever is wrong with the signature; BAD_TRANSFORM only for who has the
   * key; and as TransformsService.send
   */
  async send(request: FastifyRequest, reply: FastifyReply, { address, client, query }: AskedSigned): Promise<void> {
    const signature = await this.signatures.open(query);
    const { asked, grant } = await this.read(signature, address);
    await this.transforms.send(request, reply, { grant, asked, client, query: { v: undefined, download: query.download } });
  }

  /** What the address says, if it is signed: in its canonical form, to which another form of it is redirected. */
  private async read(signature: Signature, address: string): Promise<{ asked: ImageAddress; grant: Grant }> {
    const written = `/i/${address}`;
    try {
      const asked = await this.transforms.read({ owner: signature.owner, isPresetOnly: false }, address);
      const path = pathOf(asked);
      if (signature.covers(path) || !signature.covers(written)) return { asked, grant: signature.grant(path, asked.id) };
      throw new Problem('BAD_TRANSFORM', `The signature is right, but not of the canonical form. Sign this path: ${path}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'BAD_TRANSFORM' || signature.covers(written)) throw error;
      throw noSuchImage();
    }
  }
}

function pathOf(asked: ImageAddress): string {
  return `/i/${canonicalAddress(asked)}`;
}
