import { Module } from '@nestjs/common';

import { AlbumsController } from './albums.controller.js';
import { AlbumsService } from './albums.service.js';

/** Albums and the images in them. */
@Module({ controllers: [AlbumsController], providers: [AlbumsService] })
export class AlbumsModule {}
