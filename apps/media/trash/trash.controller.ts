import { Controller, Delete, HttpCode, Param, Post, Query } from '@nestjs/common';

import { type Image } from '#libs/api/image.js';
import { DeleteQuery } from '#libs/api/image-queries.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';

import { TrashService } from './trash.service.js';

@Needs('write')
@Controller('api')
export class TrashController {
  constructor(private readonly trash: TrashService) {}

  @Delete('images/:id')
  @HttpCode(204)
  async delete(
    @Caller() caller: Identity,
    @Param('id') id: string,
    @Query({ schema: DeleteQuery }) { forever }: { forever: boolean },
  ): Promise<void> {
    if (forever) await this.trash.purge(caller, id);
    else await this.trash.moveToTrash(caller, id);
  }

  @Post('images/:id/restore')
  @HttpCode(200)
  restore(@Caller() caller: Identity, @Param('id') id: string): Promise<Image> {
    return this.trash.restore(caller, id);
  }

  @Delete('trash')
  @HttpCode(204)
  async empty(@Caller() caller: Identity): Promise<void> {
    await this.trash.empty(caller);
  }
}
