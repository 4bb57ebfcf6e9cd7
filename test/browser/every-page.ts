import type { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { settled } from '../harness/http/until.js';

/** Who and what the pages are shown with. */
export interface Cast {
  newcomer: Client;
  owner: Client;
  good: Image;
  bad: Image;
  /** Of the album that the good one lies in. */
  album: string;
}

export interface ShownPage {
  path: string;
  as: Client | null;
  /** What is folded out before one looks. */
  click?: string;
}

/** An account with nothing in it, and one with pictures of several shapes, one that can't be shown, and one in the trash. */
export async function prepare(url: string): Promise<Cast> {
  const [newcomer, owner] = await Promise.all([Client.signUp(url), Client.signUp(url)]);
  for (const [width, height] of [
    [64, 48],
    [48, 64],
    [300, 20],
    [20, 300],
    [50, 50],
  ] as const)
    await owner.upload(await jpeg(width, height));
  const good = await owner.upload(await jpeg(1600, 1200), { name: 'A day in the mountains with a name that is rather long.jpg' });
  const bad = await owner.upload(await cutJpeg());
  const gone = await owner.upload(await jpeg());
  await owner.send('DELETE', `/api/images/${gone.id}`);
  for (const { id } of [good, bad]) await settled(owner, id);
  const { album } = (await owner.json('POST', '/api/albums', { name: 'Mountains', ids: [good.id] }, { status: 201 })).json<AlbumChanged>();
  return { newcomer, owner, good, bad, album: album.id };
}

/** Every page of the drive, in the states that look different. */
export function everyPage({ newcomer, owner, good, bad, album }: Cast): Record<string, ShownPage> {
  const [fresh, own] = [`/${newcomer.user.name}`, `/${owner.user.name}`];
  return {
    'log in': { path: '/login?next=/somewhere', as: null },
    'sign up': { path: '/signup', as: null },
    'not here': { path: `${own}/list/none`, as: owner },
    'empty list': { path: `${fresh}/list/5/`, as: newcomer },
    'empty trash': { path: `${fresh}/trash/`, as: newcomer },
    'no photos': { path: `${fresh}/photos/`, as: newcomer },
    upload: { path: `${fresh}/upload/`, as: newcomer },
    photos: { path: `${own}/photos/`, as: owner },
    'no albums': { path: `${fresh}/albums/`, as: newcomer },
    albums: { path: `${own}/albums/`, as: owner },
    album: { path: `${own}/albums/${album}/`, as: owner },
    found: { path: `${own}/search/?q=mountains`, as: owner },
    'nothing found': { path: `${own}/search/?q=elephant`, as: owner },
    account: { path: `${own}/account/?done=session`, as: owner, click: '.fold > summary' },
    list: { path: `${own}/list/5/`, as: owner },
    picture: { path: `${own}/view/${good.id}`, as: owner, click: '.fold > summary' },
    'rejected picture': { path: `${own}/view/${bad.id}`, as: owner },
    delete: { path: `${own}/delete/${good.id}`, as: owner },
    trash: { path: `${own}/trash/`, as: owner, click: 'details.confirm:not(.end) > summary:visible' },
    api: { path: '/docs', as: null },
  };
}
