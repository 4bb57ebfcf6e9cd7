import { Module } from '@nestjs/common';

import { AlbumsController } from './albums.controller.js';

@Module({ controllers: [AlbumsController] })
export class AlbumsModule {}
