import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';
import type { Image as StoredImage } from '#libs/api/image.js';
import type { Share } from '#libs/api/share.js';

import { unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';

/** Names, and the pixels of the originals. */
const PICTURES = { 'wide.jpg': [3600, 2400], 'high.jpg': [1600, 2400], 'panorama.jpg': [3000, 900], 'small.jpg': [300, 200] } as const;

interface Measured {
  name: string;
  /** Of the file that the browser chose. */
  natural: number;
  /** Of the screen, that the picture covers. */
  shown: number;
}

/** The pictures in the window, once they are there. */
function measured(page: Page): Promise<Measured[]> {
  return page.locator('main img').evaluateAll((all) =>
    Promise.all(
      (all as HTMLImageElement[])
        .filter((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return bottom > 0 && top < window.innerHeight;
        })
        .map(async (one) => {
          await one.decode();
          const file = document.createElement('img');
          file.src = one.currentSrc;
          await file.decode();
          const { width, height } = one.getBoundingClientRect();
          const byHeight = (height * file.naturalWidth) / file.naturalHeight;
          const fit = getComputedStyle(one).objectFit;
          const inside = fit === 'cover' ? Math.max(width, byHeight) : Math.min(width, byHeight);
          const shown = fit === 'scale-down' ? Math.min(inside, one.naturalWidth) : inside;
          return { name: one.alt, natural: file.naturalWidth, shown: shown * devicePixelRatio };
        }),
    ),
  );
}

/** Those that are softer than they need be, though a tile that is cropped by a twentieth is none. */
function soft(pictures: readonly Measured[], most: number): string[] {
  return pictures
    .filter(({ name, natural, shown }) => natural < Math.min(0.95 * shown, most, PICTURES[name as keyof typeof PICTURES][0]))
    .map(({ name, natural, shown }) => `${name}: ${natural} for ${Math.round(shown)}`);
}

browserSuite('no picture is softer than its original', (stage) => {
  it.each([
    { width: 390, density: 3 },
    { width: 768, density: 2 },
    { width: 1280, density: 1 },
    { width: 1920, density: 1 },
    { width: 1504, density: 2 },
  ])('at $width pixels and density $density', async (look) => {
    const { page, path, client } = await stage.visit(look);
    const images: StoredImage[] = [];
    for (const [name, [width, height]] of Object.entries(PICTURES)) {
      images.push(await ready(client, (await client.upload(await unique(width, height).jpeg().toBuffer(), { name })).id));
    }
    const ids = images.map(({ id }) => id);
    const { album } = (await client.json('POST', '/api/albums', { name: 'All', ids }, { status: 201 })).json<AlbumChanged>();
    const { page: shared } = (await client.json('POST', '/api/shares', { imageIds: ids })).json<Share>();
    for (const list of ['list/20/', 'photos/', 'search/?q=jpg', `albums/${album.id}/`].map(path)) {
      await page.goto(list, { waitUntil: 'networkidle' });
      const found = await measured(page);
      expect(found, list).toHaveLength(images.length);
      expect(soft(found, Infinity), list).toEqual([]);
    }
    for (const { id, name } of images) {
      await page.goto(path(`view/${id}`));
      // The original comes after the largest size.
      await expect.poll(async () => soft(await measured(page), Infinity), { timeout: 20_000, message: name }).toEqual([]);
      await page.goto(`${shared}/${id}`, { waitUntil: 'networkidle' });
      // Of a link without originals the largest size is all there is.
      expect(soft(await measured(page), 2048), `${name} shared`).toEqual([]);
    }
    await page.goto(shared, { waitUntil: 'networkidle' });
    expect(soft(await measured(page), 2048), 'shared').toEqual([]);
  });

  it('a picture is never shown larger than it is shared', async () => {
    const { page, client } = await stage.visit({ width: 1280 });
    const { id } = await ready(client, (await client.upload(await unique(2400, 1600).jpeg().toBuffer(), { name: 'wide.jpg' })).id);
    const { page: shared } = (await client.json('POST', '/api/shares', { imageIds: [id], sizes: ['s'] })).json<Share>();
    await page.goto(shared);
    expect((await page.locator('.shared-figure img').boundingBox())!.width).toBeLessThanOrEqual(320);
  });

  it('where somebody asks for one size they get that size', async () => {
    const { page, path, client } = await stage.visit({ width: 1920, density: 2 });
    const { id } = await ready(client, (await client.upload(await unique(3600, 2400).jpeg().toBuffer(), { name: 'wide.jpg' })).id);
    for (const [size, pixels] of Object.entries({ s: 320, m: 1024, l: 2048, o: 3600 })) {
      await page.goto(path(`view/${id}/${size}`), { waitUntil: 'networkidle' });
      expect((await measured(page))[0]!.natural, size).toBe(pixels);
    }
  });
});
