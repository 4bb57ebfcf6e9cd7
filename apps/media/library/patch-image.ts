import { Controller, Param, Patch } from '@nestjs/common';

import { ImagePatch, type Image } from '#libs/contract/image.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { edit } from '#libs/domain/image/transitions.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { cleanName } from '../images/clean-name.js';
import { changeImage } from '../images/change-image.js';
import { imageJson } from '../images/image-json.js';

/** A new name, or another time when the picture was taken; `takenAt: null` goes back to the file's own time. */
@Controller('api/images/:id')
export class PatchImage {
  constructor(private readonly images: ImageRepository) {}

  @Needs('write')
  @Patch()
  async patch(@Caller() { userId, userName }: Identity, @Param('id') id: string, @JsonBody(ImagePatch) patch: ImagePatch): Promise<Image> {
    const { row } = await changeImage(this.images, { owner: userId, id, where: 'library' }, (image) => {
      // The same name comes out of the same words as at an upload.
      const name = patch.name === undefined ? undefined : cleanName(patch.name, image.type);
      return edit(image, { ...patch, name });
    });
    return imageJson(row, userName);
  }
}
