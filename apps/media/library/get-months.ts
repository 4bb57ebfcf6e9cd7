import { Controller, Get } from '@nestjs/common';

import { type Months } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

/** How many of the caller's pictures there are of each month: for who wants to jump to one. */
@Controller('api/images/months')
export class GetMonths {
  constructor(private readonly images: ImageRepository) {}

  @Needs('read')
  @Get()
  async months(@Caller() { userId }: Identity): Promise<Months> {
    return { months: await this.images.months(userId) };
  }
}
