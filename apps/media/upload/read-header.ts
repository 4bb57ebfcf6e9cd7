import { Problem } from '#libs/contract/errors.js';
import type { Decoder, Header } from '#libs/imaging/decoder/decoder.js';
import { DecoderGone, ImageError } from '#libs/imaging/image-error.js';

import type { Received } from './body-receiver.js';

/** What a decoder child reads in the picture's header. @throws Problem when it can't, whoever is at fault */
export async function readHeader(decoder: Decoder, { file, type }: Received): Promise<Header> {
  try {
    return await decoder.readHeader(file.path, type);
  } catch (cause) {
    if (cause instanceof ImageError) throw new Problem(cause.code, cause.message, { cause });
    if (!(cause instanceof DecoderGone)) throw cause;
    throw new Problem('UNAVAILABLE', 'Pictures can’t be taken in right now. Send it again in a moment.', { retryAfter: 2, cause });
  }
}
