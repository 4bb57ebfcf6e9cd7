import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { SharedBytesQuery } from '#libs/api/share.js';
import { extensionOf } from '#libs/domain/image-types.js';
import { SIZE_PATTERN } from '#libs/domain/variants.js';
import { ClientAddress } from '#libs/http/client-address.js';
import { Public } from '#libs/http/identity.js';

import { BytesService } from '../bytes/bytes.service.js';
import { SHARED } from '../bytes/response-headers.js';
import { damagedForVisitors, isHidden, nothingShared, ShareAccess } from './share-access.js';
import { cacheOf } from './share-grants.js';
import { SharePreview } from './share-preview.js';
import { SharedTransforms } from './shared-transforms.js';

/** The last part of an address: a size and the extension of its type, `m.jpg`; without the extension it redirects. */
const FILE = new RegExp(`^(${SIZE_PATTERN})(?:\\.([a-z0-9]{1,4}))?$`);

/** Instead of an id: what follows is the address of an image by a preset. */
const PRESET = 'i';

interface Address {
  token: string;
  /** An id, or `first` for the first image of the share, or `i`: then the file is the address of an image. */
  image: string;
  file: string;
}

/** The bytes of a shared image, also embedded in pages elsewhere: the size in the address, or one of the share's sizes in its place. */
@Controller('shared/:token/:image/:file')
export class SharedBytesController {
  constructor(
    private readonly access: ShareAccess,
    private readonly previews: SharePreview,
    private readonly bytes: BytesService,
    private readonly transforms: SharedTransforms,
  ) {}

  @Public()
  @Get()
  async get(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() address: Address,
    @Headers('x-share-proof') proof: string | undefined,
    @Query({ schema: SharedBytesQuery }) query: SharedBytesQuery,
    @ClientAddress() client: string,
  ): Promise<void> {
    try {
      if (address.image === PRESET) await this.sendPreset(request, reply, address, proof, { query, client });
      else await this.send(request, reply, address, proof, query);
    } catch (error) {
      if (!isHidden(error)) throw damagedForVisitors(error);
      // As text, for people who open the address of an image by itself.
      await reply.code(404).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(nothingShared().detail);
    }
  }

  private async sendPreset(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, file }: Address,
    proof: string | undefined,
    visitor: { query: SharedBytesQuery; client: string },
  ): Promise<void> {
    await this.transforms.send(request, reply, { ...visitor, address: file, token, proof });
  }

  private async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, image, file }: Address,
    proof: string | undefined,
    { download, exact }: SharedBytesQuery,
  ): Promise<void> {
    const share = await this.access.open(token, proof);
    const [, asked, extension] = FILE.exec(file) ?? [];
    const size = share.sizes.find((name) => name === asked);
    if (!size) throw nothingShared();
    const id = image === 'first' ? undefined : image;
    const { row, picked } = await this.previews.find(share, { id, size, exact }, () => reply.raw.destroyed);
    const right = extensionOf(picked.type);
    const cache = cacheOf(share);
    // Of a stand-in only the Content-Type tells the type: the address is that of the size that follows.
    if (`.${extension}` !== right && !picked.standIn) {
      // A variant that is made again may change its type, while pages elsewhere still name the old extension.
      const first = image === 'first' ? '' : `/${row.id}`;
      const query = download ? '?download' : '';
      return void (await reply.headers({ ...SHARED, 'cache-control': cache }).redirect(`/p/${token}${first}/${size}${right}${query}`, 302));
    }
    const query = { v: undefined, exact, download };
    await this.bytes.send(request, reply, { row, query, size, shared: { cache, first: image === 'first', sizes: share.sizes } });
  }
}
