import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import type { Page } from 'playwright-core';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { loadConfig } from '#libs/config/config.js';
import type { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import { openAuthDatabase, openMediaDatabase } from '#libs/infra/open.js';

import { Client, newEmail } from '../harness/http/client.js';
import type { TestDrive } from '../harness/drive/drive.js';
import { cutJpeg } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';
import { drawn } from './drawn.js';
import { file } from './files.js';

const DAY = 86_400_000;
/** Drawn pictures, for want of a folder of photos. */
export const DRAWN = 'drawn';

/** Who is seen on the screenshots, with how much, and what they share. */
export interface Scene {
  newcomer: Client;
  /** Has one picture. */
  one: Client;
  ada: Client;
  /** Has fifty. */
  many: Client;
  /** Of whose pictures two wait for their sizes. */
  waiting: Client;
  picture: Image;
  bad: Image;
  unmade: Image;
  /** Ada's, with some of her pictures. */
  album: string;
  link: ShareWithImages;
  locked: ShareWithImages;
  photos: Buffer[];
}

/** @param folder of photos, or DRAWN @param drive whose upkeep does not run meanwhile */
export async function setScene(drive: TestDrive, folder: string): Promise<Scene> {
  const photos = await Promise.all(folder === DRAWN ? Array.from({ length: 12 }, (_, index) => drawn(index)) : await load(folder));
  photos[11] = await withCamera(photos[11] ?? photos[0]!);
  const ada = await Client.signUp(drive.url, 'ada@example.org');
  const [newcomer, one, many, waiting] = await Promise.all(['new', 'one', 'many', 'wait'].map((name) => signUp(drive, name)));
  const images: Image[] = [];
  for (const [index, photo] of photos.entries()) images.push(await kept(ada, photo, `IMG_${4200 + index}.jpg`));
  const bad = await settled(ada, (await ada.upload(await cutJpeg(), { name: 'cut-off.jpg' })).id);
  for (const { id } of images.slice(0, 2)) await ada.send('DELETE', `/api/images/${id}`);
  await ada.json('POST', '/api/auth/tokens', { name: 'Kitchen frame', scopes: ['read'] });
  await kept(one!, photos[4]!, 'First.jpg');
  for (let index = 0; index < 50; index++) {
    const small = await sharp(folder === DRAWN ? await drawn(index + 12) : photos[index % photos.length])
      .resize(640 + index)
      .jpeg()
      .toBuffer();
    await kept(many!, small, `IMG_${index}.jpg`, new Date(Date.UTC(2026, 9, 20) - index * DAY * 3));
  }
  const ids = images.slice(3).map(({ id }) => id);
  const made = (await ada.json('POST', '/api/albums', { name: 'By the sea', ids }, { status: 201 })).json<AlbumChanged>().album;
  const share = async (body: object) =>
    (await ada.json('POST', '/api/shares', { imageIds: ids.slice(0, 6), ...body }, { status: 201 })).json<ShareWithImages>();
  return {
    newcomer: newcomer!,
    one: one!,
    ada,
    many: many!,
    waiting: waiting!,
    picture: images.at(-1)!,
    bad,
    unmade: await halfMade(drive, waiting!, photos),
    album: made.id,
    link: await share({ name: 'A week by the sea' }),
    locked: await share({ name: 'For the family', password: 'for friends', expiresAt: new Date(Date.now() + 30 * DAY).toISOString() }),
    photos,
  };
}

/** Paths of two invitations of a drive that asks for one: the second was used. */
export async function invitations(drive: TestDrive): Promise<[string, string]> {
  await signUp(drive, 'owner');
  const auth = await openAuthDatabase(loadConfig({ SHOEBOX_DATA_DIR: drive.dataDir! }));
  const make = async (usedAt: Date | null) => {
    const { token, hash } = makeOpaqueToken('invite');
    await auth.invites.insert({ tokenHash: hash, createdAt: new Date(), expiresAt: new Date(Date.now() + DAY), usedAt });
    return `${drive.url}/invite/${token}`;
  };
  const both: [string, string] = [await make(null), await make(new Date())];
  await auth.close();
  return both;
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
  await page.getByText('Retrying automatically.').waitFor();
}

function signUp({ url }: TestDrive, name: string): Promise<Client> {
  return Client.signUp(url, newEmail(name));
}

async function kept(client: Client, photo: Buffer, name: string, modifiedAt?: Date): Promise<Image> {
  const { id } = await client.upload(photo, { name, ...(modifiedAt && { modifiedAt: modifiedAt.toISOString() }) });
  return ready(client, id);
}

/** Three pictures, of which two look as they do just after they went in. */
async function halfMade(drive: TestDrive, client: Client, photos: Buffer[]): Promise<Image> {
  const all: Image[] = [];
  for (const [index, photo] of photos.slice(5, 8).entries()) all.push(await kept(client, photo, `IMG_${5000 + index}.jpg`));
  const database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: drive.dataDir! }));
  const { images } = database;
  for (const { id } of all.slice(1)) {
    const { sizes } = (await images.find(id))!;
    const waits = { ...sizes.s, state: 'waiting' as const, readyAt: null, startedAt: null, key: null, attempts: 0, bytes: null };
    await images.update(id, {}, { set: { state: 'processing', thumbhash: null }, sizes: { s: waits, m: waits, l: waits } });
  }
  await database.close();
  return all.at(-1)!;
}

async function load(folder: string): Promise<Buffer[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).slice(0, 12);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** The same picture, as if of a camera that says where it was. */
function withCamera(photo: Buffer): Promise<Buffer> {
  return sharp(photo)
    .withExif({
      IFD0: { Make: 'Fujifilm', Model: 'X-T5' },
      IFD2: {
        DateTimeOriginal: '2026:10:18 17:42:10',
        ExposureTime: '1/250',
        FNumber: '56/10',
        ISOSpeedRatings: '200',
        FocalLength: '35/1',
      },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' },
    })
    .jpeg({ quality: 90 })
    .toBuffer();
}
