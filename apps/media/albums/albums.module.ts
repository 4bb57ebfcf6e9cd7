import { Module } from '@nestjs/common';

import { ChangePictures } from './change-pictures.js';
import { DeleteAlbum } from './delete-album.js';
import { GetAlbum } from './get-album.js';
import { ListAlbums } from './list-albums.js';
import { MakeAlbum } from './make-album.js';
import { PatchAlbum } from './patch-album.js';

/** Albums and the images in them. */
@Module({ controllers: [ListAlbums, MakeAlbum, GetAlbum, PatchAlbum, DeleteAlbum, ChangePictures] })
export class AlbumsModule {}
