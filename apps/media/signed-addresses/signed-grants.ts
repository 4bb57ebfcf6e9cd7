import { Injectable } from '@nestjs/common';

import { isSignature } from '#libs/domain/transform/signature.js';
import { AddressKeyRepository } from '#libs/ports/address-key-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage, noSuchImage } from '../images/find-image.js';
import type { Grant } from '../transforms/grants.js';

/** What the query of an address says: the end (seconds since 1970), the key and the signature, as they were sent. */
export interface SentSignature {
  e?: string | undefined;
  k: string;
  s: string;
}

/** Seconds for which a cache may show what it has: so long after a revoke, and never after the end. */
const MAX_AGE = 60;
/** One way to write an end: another would be another address of the same image in caches. */
const END = /^[1-9]\d{0,11}$/;

/** A signature of a key that exists, before it is known what it signs. */
export interface Signature {
  /** Whose key it is. */
  owner: string;
  /** Whether it is the signature of this path (from the root, canonical) with its end. */
  covers(path: string): boolean;
  /**
   * The right to see the one image that the path names, while it is the owner's and outside the trash.
   * @param id of that image
   * @throws Problem NOT_FOUND when the signature is of something else
   */
  grant(path: string, id: string): Grant;
}

/** Makes the grants of visitors with a signed address. */
@Injectable()
export class SignedGrants {
  constructor(
    private readonly keys: AddressKeyRepository,
    private readonly images: ImageRepository,
  ) {}

  /** @throws Problem NOT_FOUND, as for an image that is not there, for an unknown or revoked key and for an end that is over or none */
  async open({ e, k, s }: SentSignature): Promise<Signature> {
    if (e !== undefined && !END.test(e)) throw noSuchImage();
    const end = e === undefined ? null : Number(e);
    const { owner, secret } = await this.find(k, end);
    const covers = (path: string) => isSignature(s, { path, end }, secret);
    const visitorCache = () => `public, max-age=${Math.max(0, Math.min(MAX_AGE, secondsUntil(end)))}, must-revalidate`;
    const grant = (path: string, id: string): Grant => {
      if (!covers(path)) throw noSuchImage();
      const find = async (asked: string) => {
        await this.find(k, end);
        if (asked !== id) throw noSuchImage();
        return findImage(this.images, owner, id, 'library');
      };
      return { owner, find, longest: null, isPresetOnly: false, visitorCache, folder: '/i/' };
    };
    return { owner, covers, grant };
  }

  /** @throws Problem NOT_FOUND */
  private async find(id: string, end: number | null): Promise<{ owner: string; secret: string }> {
    const key = secondsUntil(end) > 0 ? await this.keys.find(id) : null;
    if (!key) throw noSuchImage();
    return key;
  }
}

/** Whole seconds, rounded up. @param end null: never */
function secondsUntil(end: number | null): number {
  return end === null ? Infinity : Math.ceil(end - Date.now() / 1000);
}
