import { Controller, Get, Param, Post, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import type { z } from 'zod';

import { Album, AlbumChanged, NewAlbum, AlbumList, AlbumPatch } from '#libs/api/album.js';
import { Problem } from '#libs/api/errors.js';
import { IMAGE_ID, ImageList } from '#libs/api/image.js';
import { ShareList } from '#libs/api/share.js';

import { InnerClient } from '../../sessions/inner-client.js';
import { hasExpired } from '../http/expiry.js';
import { Form, SelectedImages, type ImagesForm } from '../http/forms.js';
import { Call, orNotFound, OwnerGuard, type OwnerCall } from '../http/owner.guard.js';
import { Page, PageInterceptor, SeeOther } from '../http/page.js';
import { pathBack, undoable } from '../selection/undo.js';
import { AddToAlbumView } from './add-to-album.view.js';
import { AlbumView } from './album.view.js';
import { AlbumsView } from './albums.view.js';
import { EditAlbumView } from './edit-album.view.js';

/** Pictures on one page of an album. */
const PAGE_LIMIT = 60;
/** Pictures on the page that edits an album. */
const EDIT_LIMIT = 500;

const NameForm = NewAlbum.pick({ name: true });
type NameForm = z.output<typeof NameForm>;

/** All albums, one album, and the forms that change them. */
@Controller(':user/albums')
@UseGuards(OwnerGuard)
@UseInterceptors(PageInterceptor)
export class AlbumsController {
  constructor(private readonly inner: InnerClient) {}

  @Get()
  async list(@Call() call: OwnerCall): Promise<Page> {
    const { items } = await this.inner.json('media', 'GET', '/api/albums', { ...call, answer: AlbumList });
    return new Page(AlbumsView({ user: call.caller.user, albums: items }));
  }

  @Post()
  async create(@Call() call: OwnerCall, @Form(NameForm) body: NameForm): Promise<SeeOther> {
    const { album } = await this.inner.json('media', 'POST', '/api/albums', { ...call, body, answer: AlbumChanged });
    return new SeeOther(album.page);
  }

  /**
   * Adds images (`ids`) to an album (`album`, its id) or to a new one (`name`). With neither, the answer is a page with that choice, so
   * that pages with a selection need only one button.
   */
  @Post('add')
  async add(@Call() call: OwnerCall, @SelectedImages() { ids, fields }: ImagesForm): Promise<Page | SeeOther> {
    const { album: id, name = '' } = fields;
    if (name.trim() !== '') {
      const { album } = await this.inner.json('media', 'POST', '/api/albums', { ...call, body: { name, ids }, answer: AlbumChanged });
      return new SeeOther(album.page);
    }
    if (!id) {
      const { items } = await this.inner.json('media', 'GET', '/api/albums', { ...call, answer: AlbumList });
      return new Page(AddToAlbumView({ user: call.caller.user, albums: items, ids }));
    }
    if (!IMAGE_ID.test(id)) throw new Problem('NOT_FOUND', 'There is no such album here. It may have been deleted.');
    const { album } = await this.changeImages(call, id, { action: 'add', ids });
    return new SeeOther(album.page);
  }

  @Get(':id')
  async show(@Call() call: OwnerCall, @Param('id') id: string, @Query('before') before: unknown): Promise<Page> {
    const query = new URLSearchParams({ album: id, limit: String(PAGE_LIMIT) });
    if (before !== undefined) query.set('before', String(before));
    const [album, { items, next }, shares] = await orNotFound(
      Promise.all([
        this.album(id, call),
        this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList }),
        this.inner.json('media', 'GET', `/api/shares?album=${encodeURIComponent(id)}`, { ...call, answer: ShareList }),
      ]),
    );
    const now = new Date();
    const valid = shares.items.filter((share) => !hasExpired(share, now));
    const { user } = call.caller;
    const page = typeof before === 'string' ? before : undefined;
    return new Page(
      AlbumView({ user, album, items, first: before === undefined, before: page, next, shares: valid, undo: undoable(call.request) }),
    );
  }

  @Post(':id/delete')
  async delete(@Call() call: OwnerCall, @Param('id') id: string): Promise<SeeOther> {
    await this.inner.json('media', 'DELETE', `/api/albums/${id}`, call);
    return new SeeOther(`/${call.caller.user.name}/albums/`);
  }

  @Get(':id/edit')
  async editPage(@Call() call: OwnerCall, @Param('id') id: string): Promise<Page> {
    const [album, { items }] = await Promise.all([this.album(id, call), this.images(`album=${id}&limit=${EDIT_LIMIT}`, call)]);
    return new Page(EditAlbumView({ user: call.caller.user, album, items }));
  }

  @Post(':id/edit')
  async edit(@Call() call: OwnerCall, @Param('id') id: string, @Form(AlbumPatch) body: AlbumPatch): Promise<SeeOther> {
    const album = await this.inner.json('media', 'PATCH', `/api/albums/${id}`, { ...call, body, answer: Album });
    return new SeeOther(album.page);
  }

  /** Applies a button to the selected images, on the album's own page or on the page that edits it. */
  @Post(':id/pictures')
  async editImages(
    @Call() call: OwnerCall,
    @Param('id') id: string,
    @Query('back') back: unknown,
    @SelectedImages() { ids, fields }: ImagesForm,
  ): Promise<SeeOther> {
    switch (fields['action']) {
      case 'cover':
        await this.inner.json('media', 'PATCH', `/api/albums/${id}`, { ...call, body: { cover: ids[0] } });
        break;
      case 'remove':
        await this.changeImages(call, id, { action: 'remove', ids });
        break;
      case 'first': {
        const { items } = await this.images(`album=${id}&order=hand&limit=1`, call);
        await this.changeImages(call, id, { action: 'move', ids, before: items[0]?.id ?? null });
        break;
      }
      case 'last':
        await this.changeImages(call, id, { action: 'move', ids });
        break;
      default:
        throw new Problem('BAD_REQUEST', 'Choose an action: press one of the buttons on the page.');
    }
    return new SeeOther(pathBack(call.caller.user, back, `albums/${id}/edit`));
  }

  private album(id: string, call: OwnerCall): Promise<Album> {
    return this.inner.json('media', 'GET', `/api/albums/${id}`, { ...call, answer: Album });
  }

  private images(query: string, call: OwnerCall): Promise<ImageList> {
    return this.inner.json('media', 'GET', `/api/images?${query}`, { ...call, answer: ImageList });
  }

  private changeImages(call: OwnerCall, id: string, body: object): Promise<AlbumChanged> {
    return this.inner.json('media', 'POST', `/api/albums/${id}/images`, { ...call, body, answer: AlbumChanged });
  }
}
