import { Controller, Get, Param } from '@nestjs/common';

import { type Image } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { findImage } from '../images/find-image.js';
import { imageJson } from '../images/image-json.js';

@Controller('api/images/:id')
export class GetImage {
  constructor(private readonly images: ImageRepository) {}

  @Needs('read')
  @Get()
  async get(@Caller() { userId, userName }: Identity, @Param('id') id: string): Promise<Image> {
    return imageJson(await findImage(this.images, userId, id, 'library'), userName);
  }
}
