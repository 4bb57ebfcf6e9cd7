import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '#libs/contract/errors.js';
import { SizeParam, type Size } from '#libs/contract/image.js';
import { SharedBytesQuery } from '#libs/contract/share.js';
import { Public } from '#libs/http/identity.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { extensionOf } from '../extensions.js';
import { SHARED } from '../bytes/answer-headers.js';
import { pickSize } from '../bytes/pick-size.js';
import { sendBytes } from '../bytes/send-bytes.js';
import { nothingShared, ShareDoor } from './share-door.js';
import { ShareImages } from './share-images.js';

/** `m`, `m.jpg`: a size, and how its bytes are stored. */
const FILE = /^([a-z])(?:\.([a-z]{3,4}))?$/;
/** What is said of all that a link does not give. */
const HIDDEN: readonly string[] = ['NOT_FOUND', 'NOT_READY', 'PASSWORD_NEEDED'];

interface Address {
  token: string;
  /** `first` is the first picture. */
  image: string;
  file: string;
}

/** The bytes of a picture for whoever has the link, on any page of the web: exactly the size that is asked for, or nothing. */
@Controller('shared/:token/:image/:file')
export class GetSharedBytes {
  constructor(
    private readonly door: ShareDoor,
    private readonly images: ShareImages,
    private readonly objects: ObjectStore,
  ) {}

  @Public()
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() address: Address,
    @Headers('x-share-proof') proof: string | undefined,
    @Query({ schema: SharedBytesQuery }) query: SharedBytesQuery,
  ): Promise<void> {
    try {
      await this.send(request, reply, address, proof, query);
    } catch (error) {
      if (!(error instanceof Problem) || !HIDDEN.includes(error.code)) throw error;
      // Whoever opens a picture's address by itself is a person.
      await reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(nothingShared().detail);
    }
  }

  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, image, file }: Address,
    proof: string | undefined,
    { download }: SharedBytesQuery,
  ): Promise<void> {
    const share = await this.door.enter(token, proof);
    const [, letter, extension] = FILE.exec(file) ?? [];
    const size = sizeOf(share, letter);
    const row = await this.images.one(share, image === 'first' ? undefined : image);
    if (!size || !row) throw nothingShared();
    const picked = pickSize(row, size, true);
    const right = extensionOf(picked.type);
    const cache = share.passwordHash === null ? 'public, max-age=60' : 'private, max-age=60';
    if (`.${extension}` !== right) {
      // The type may change when a picture is made anew, and pages elsewhere name the one before.
      const first = image === 'first' ? '' : `/${row.id}`;
      const query = download ? '?download' : '';
      return void (await reply.headers({ ...SHARED, 'cache-control': cache }).redirect(`/p/${token}${first}/${size}${right}${query}`, 302));
    }
    const query = { v: undefined, exact: true, download };
    await sendBytes(request, reply, this.objects, { row, query, picked, shared: { cache } });
  }
}

/** Only what the link gives is there. */
function sizeOf({ sizes }: ShareRow, letter: string | undefined): Size | null {
  const size = SizeParam.safeParse(letter);
  return size.success && sizes.includes(size.data) ? size.data : null;
}
