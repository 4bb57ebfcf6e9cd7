import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import type { Page } from 'playwright-core';

import type { AlbumChanged } from '#libs/contract/album.js';
import type { Image } from '#libs/contract/image.js';

import { Client } from '../harness/client.js';
import { cutJpeg } from '../harness/pictures.js';
import { ready, settled } from '../harness/until.js';
import { file } from './files.js';

/** Who is seen on the screenshots: somebody new, somebody with some pictures, and somebody with fifty. */
export interface Scene {
  newcomer: Client;
  ada: Client;
  many: Client;
  picture: Image;
  bad: Image;
  /** Ada's, with some of her pictures. */
  album: string;
  photos: Buffer[];
}

/** @param folder of photos, or `drawn` */
export async function setScene(url: string, folder: string): Promise<Scene> {
  const photos = folder === 'drawn' ? await Promise.all(Array.from({ length: 8 }, (_, index) => drawn(index))) : await load(folder);
  const [newcomer, ada, many] = [await Client.signUp(url), await Client.signUp(url, 'ada@example.org'), await Client.signUp(url)];
  const images: Image[] = [];
  for (const [index, photo] of photos.entries()) images.push(await ada.upload(photo, { name: `IMG_${4200 + index}.jpg` }));
  const bad = await ada.upload(await cutJpeg(), { name: 'cut-off.jpg' });
  for (const { id } of images) await ready(ada, id);
  await settled(ada, bad.id);
  for (const { id } of images.slice(0, 2)) await ada.send('DELETE', `/api/images/${id}`);
  await ada.json('POST', '/api/auth/tokens', { name: 'Kitchen frame', scopes: ['read'] });
  for (let index = 0; index < 50; index++) {
    const small = await sharp(photos[index % photos.length])
      .resize(640 + index)
      .jpeg()
      .toBuffer();
    const taken = new Date(Date.UTC(2026, 9, 20) - index * 86_400_000 * 3).toISOString();
    await ready(many, (await many.upload(small, { name: `IMG_${index}.jpg`, modifiedAt: taken })).id);
  }
  const album = { name: 'By the sea', ids: images.slice(3).map(({ id }) => id) };
  const made = (await ada.json('POST', '/api/albums', album, { status: 201 })).json<AlbumChanged>().album;
  return { newcomer, ada, many, album: made.id, picture: images.at(-1)!, bad, photos };
}

/** The upload page with a row in each state: there, on its way, waiting, refused, there already, and without a connection. */
export async function uploading(page: Page, { photos }: Scene): Promise<void> {
  const away = {
    type: '/docs#UNAVAILABLE',
    title: 'Not available right now',
    status: 503,
    code: 'UNAVAILABLE',
    detail: 'Try again in a moment.',
  };
  await page.route('**/api/images?name=later*', () => undefined);
  await page.route('**/api/images?name=away*', (route) => route.fulfill({ status: 503, json: away }));
  const fresh = await sharp(photos[2]).resize(900).jpeg().toBuffer();
  const names = ['mountains.jpg', 'away-for-a-moment.jpg', 'later-1.jpg', 'later-2.jpg', 'later-3.jpg'];
  await page
    .getByLabel('Choose pictures')
    .setInputFiles([
      file('letter.pdf', Buffer.from('%PDF-1.7')),
      file('seen-before.jpg', photos[4]!),
      ...names.map((name, index) => file(name, index === 0 ? fresh : photos[index]!)),
    ]);
  await page.getByText('It goes again by itself.').waitFor();
}

async function load(folder: string): Promise<Buffer[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).slice(0, 8);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** A landscape of a kind, where there are no photos: a sky, a sun, and two hills, of other colours each time. */
function drawn(index: number): Promise<Buffer> {
  const [width, height] = index % 3 === 1 ? [1200, 1600] : [1600, 1200];
  const hue = index * 47;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">
    <defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 62%)"/><stop offset="1" stop-color="hsl(${hue + 40} 70% 84%)"/></linearGradient></defs>
    <rect width="100" height="100" fill="url(#s)"/><ellipse cx="${20 + index * 8}" cy="30" rx="8" ry="10" fill="hsl(45 90% 88%)"/>
    <path d="M0 70Q25 ${45 + index} 55 72T100 60V100H0z" fill="hsl(${hue + 90} 30% 45%)"/>
    <path d="M0 85Q35 ${65 - index} 70 82T100 80V100H0z" fill="hsl(${hue + 110} 35% 30%)"/></svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer();
}
