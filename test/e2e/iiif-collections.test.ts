import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Album } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { unique } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
let nobody: Client;
let images: Image[];
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  nobody = new Client(drive.url);
  images = [];
  for (const [name, width, height] of [
    ['wide.jpg', 1500, 1000],
    ['high.jpg', 300, 900],
  ] as const) {
    images.push(await ready(ada, (await ada.upload(await unique(width, height).jpeg().toBuffer(), { name })).id));
  }
});
afterAll(() => drive.close());

async function album(name: string, ids = images.map(({ id }) => id)): Promise<string> {
  return (await ada.json('POST', '/api/albums', { name, ids }, { status: 201 })).json<{ album: Album }>().album.id;
}
async function share(body: object): Promise<ShareWithImages> {
  return (await ada.json('POST', '/api/shares', body, { status: 201 })).json<ShareWithImages>();
}

// The rules of the IIIF Presentation API 3.0 (section 3, 4 and appendix A) for what the drive uses of it; nothing else may be there.
const Uri = z.url({ protocol: /^https?$/ }).refine((uri) => !uri.includes('#'), 'no fragment');
const Label = z.union([
  z.strictObject({ none: z.array(z.string().min(1)).length(1) }),
  z.strictObject({ en: z.array(z.string().min(1)).length(1) }),
]);
const Side = z.int().min(1);
const ImageService = z.strictObject({ id: Uri, type: z.literal('ImageService3'), profile: z.literal('level2') });
const ImageResource = z.strictObject({
  id: Uri,
  type: z.literal('Image'),
  format: z.literal('image/jpeg'),
  width: Side,
  height: Side,
  service: z.array(ImageService).length(1),
});
const Annotation = z.strictObject({
  id: Uri,
  type: z.literal('Annotation'),
  motivation: z.literal('painting'),
  target: Uri,
  body: ImageResource,
});
const AnnotationPage = z.strictObject({ id: Uri, type: z.literal('AnnotationPage'), items: z.array(Annotation).length(1) });
const Canvas = z.strictObject({
  id: Uri,
  type: z.literal('Canvas'),
  label: Label,
  width: Side,
  height: Side,
  thumbnail: z.array(ImageResource).length(1),
  items: z.array(AnnotationPage).length(1),
});
const CONTEXT = 'http://iiif.io/api/presentation/3/context.json';
const Manifest = z.strictObject({
  '@context': z.literal(CONTEXT),
  id: Uri,
  type: z.literal('Manifest'),
  label: Label,
  behavior: z.tuple([z.literal('individuals')]),
  thumbnail: z.array(ImageResource).length(1),
  partOf: z.tuple([z.strictObject({ id: Uri, type: z.literal('Collection') })]).optional(),
  items: z.array(Canvas).min(1),
});
const Collection = z.strictObject({
  '@context': z.literal(CONTEXT),
  id: Uri,
  type: z.literal('Collection'),
  label: Label,
  items: z.array(z.strictObject({ id: Uri, type: z.literal('Manifest'), label: Label })),
});

/** Reads a manifest, holds it against the rules, and follows what it names. */
async function manifestAt(who: Client, path: string) {
  const answer = await who.get(path, { status: 200 });
  expect(header(answer, 'content-type')).toBe(`application/ld+json;profile="${CONTEXT}"`);
  const read = Manifest.parse(answer.json());
  expect(read.id).toBe(new URL(drive.url).origin + path);
  const ids = read.items.flatMap(({ id, items: [page] }) => [id, page!.id, page!.items[0]!.id]);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, width, height, thumbnail, items } of read.items) {
    const { target, body } = items[0]!.items[0]!;
    expect(target).toBe(id);
    expect([body.width, body.height]).toEqual([width, height]);
    const service = body.service[0]!.id;
    const information = await who.get(`${service.replace(new URL(drive.url).origin, '')}/info.json`, { status: 200 });
    expect(information.json()).toMatchObject({ id: service, width, height });
    for (const picture of [body, ...thumbnail]) {
      const { bytes } = await who.get(picture.id.replace(new URL(drive.url).origin, ''), { status: 200 });
      expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8');
    }
  }
  return read;
}

describe('an album', () => {
  it('is a manifest for its owner, with a canvas for each picture in its order', async () => {
    const id = await album('Our “summer” & 100 %');
    const read = await manifestAt(ada, `/iiif/3/collection/${id}`);
    expect(read.label).toEqual({ none: ['Our “summer” & 100 %'] });
    expect(read.items.map(({ label, width, height }) => [label, width, height])).toEqual([
      [{ none: ['wide.jpg'] }, 1500, 1000],
      [{ none: ['high.jpg'] }, 300, 900],
    ]);
    expect(await manifestAt(ada, `/iiif/3/collection/${id}/1`)).toMatchObject({ items: [{}, {}] });
    await ada.refused('NOT_FOUND', 'GET', `/iiif/3/collection/${id}/2`);
  });

  it('without pictures is a collection of nothing', async () => {
    const path = `/iiif/3/collection/${await album('Empty', [])}`;
    expect(Collection.parse((await ada.get(path, { status: 200 })).json())).toMatchObject({ label: { none: ['Empty'] }, items: [] });
  });

  it('is for nobody else', async () => {
    const id = await album('Mine');
    for (const path of [`/iiif/3/collection/${id}`, `/iiif/3/collection/${id}/1`]) await nobody.refused('NOT_FOUND', 'GET', path);
    for (const rest of ['nonsense', id.toUpperCase(), `${id}/0`, `${id}/x`, `${id}/1/more`, '%00', '']) {
      await ada.refused('NOT_FOUND', 'GET', `/iiif/3/collection/${rest}`);
    }
  });
});

describe('a link', () => {
  it('is a manifest for everybody who has it, of pictures as large as it gives them', async () => {
    const { token } = await share({ imageIds: [images[1]!.id, images[0]!.id], sizes: ['s'], name: 'For you' });
    const read = await manifestAt(nobody, `/iiif/3/collection/${token}`);
    expect(read.label).toEqual({ none: ['For you'] });
    expect(read.items.map(({ width, height }) => [width, height])).toEqual([
      [107, 320],
      [320, 213],
    ]);
    const { headers } = await nobody.get(`/iiif/3/collection/${token}`, { headers: { origin: 'https://viewer.example' } });
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=60', 'x-robots-tag': 'noindex' });
  });

  it('has the name of its album when it has none, and what the album has now', async () => {
    const id = await album('Hills', [images[0]!.id]);
    const { token } = await share({ album: id });
    expect((await manifestAt(nobody, `/iiif/3/collection/${token}`)).label).toEqual({ none: ['Hills'] });
    await ada.json('POST', `/api/albums/${id}/images`, { ids: [images[1]!.id], action: 'add' });
    expect((await manifestAt(nobody, `/iiif/3/collection/${token}`)).items).toHaveLength(2);
    const unnamed = await share({ imageIds: [images[0]!.id] });
    expect((await manifestAt(nobody, `/iiif/3/collection/${unnamed.token}`)).label).toEqual({ en: ['Pictures'] });
  });

  it('that ended, or has a password, is nothing', async () => {
    const ended = await share({ imageIds: [images[0]!.id] });
    await ada.send('DELETE', `/api/shares/${ended.id}`);
    const locked = await share({ imageIds: [images[0]!.id], password: 'correct horse' });
    for (const { token } of [ended, locked]) await nobody.refused('NOT_FOUND', 'GET', `/iiif/3/collection/${token}`);
  });
});
