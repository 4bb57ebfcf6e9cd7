import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';

browserSuite('a picture that is too large to be loaded as a whole', (stage) => {
  const SIZE = { width: 12_500, height: 8_000 };
  /** 100 megapixels: red and green above, blue and yellow below. */
  function quarters(): Promise<Buffer> {
    const colours = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0]);
    return sharp(colours, { raw: { width: 2, height: 2, channels: 3 } })
      .resize(SIZE.width, SIZE.height, { fit: 'fill', kernel: 'nearest' })
      .jpeg({ quality: 80 })
      .toBuffer();
  }
  /** Somebody who has such a picture: it takes long to make, so all tests look at the same one. */
  let owner: Promise<{ ada: Client; image: Image }> | undefined;
  const panorama = () =>
    (owner ??= (async () => {
      const ada = await Client.signUp(stage.drive.url);
      return { ada, image: await ready(ada, (await ada.upload(await quarters(), { name: 'panorama.jpg' })).id) };
    })());
  /** The test reads the canvas, and no page does. */
  const READ = /willReadFrequently/;
  /** The colours that are drawn at shares of the stage's width and height. */
  const drawn = (page: Page, places: readonly (readonly [x: number, y: number])[]) =>
    page.locator('canvas.tiles').evaluate((canvas: HTMLCanvasElement, at) => {
      const context = canvas.getContext('2d')!;
      return at.map(([x, y]) => [...context.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data]);
    }, places);
  /** A colour as JPEG and WebP leave it. */
  const about = (colour: readonly number[]) => colour.map((value) => expect.closeTo(value, -1.3) as number);
  const [RED, GREEN, BLUE, YELLOW] = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 0, 255]].map(about); // prettier-ignore

  it('is zoomed by the tiles that one sees, and its original is not loaded', async () => {
    stage.expect(READ);
    const { ada, image } = await panorama();
    const { page, path } = await stage.visit({ as: ada });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(decodeURIComponent(new URL(request.url()).pathname)));
    await page.goto(path(`view/${image.id}`));
    await page.locator('img.shown').waitFor();
    expect(asked.filter((one) => one.startsWith('/iiif/'))).toEqual([]);

    // To all pixels, around the middle, where four colours meet.
    const middle = page.waitForResponse((response) => response.url().includes('/6144,3584,512,512/512,512/0/default.webp'));
    await page.keyboard.press('z');
    expect((await middle).status()).toBe(200);
    await expect.poll(() => drawn(page, [[0.45, 0.45], [0.55, 0.45], [0.45, 0.55], [0.55, 0.55]])).toEqual([RED, GREEN, BLUE, YELLOW]); // prettier-ignore
    const tiles = asked.filter((one) => one.startsWith('/iiif/'));
    // Of 400 tiles those that are seen.
    expect(tiles.length).toBeGreaterThan(3);
    expect(tiles.length).toBeLessThan(20);
    for (const tile of tiles) expect(tile).toMatch(new RegExp(`^/iiif/3/${image.id}/\\d+,\\d+,512,512/512,512/0/default.webp$`));

    // Farther away, tiles of half the resolution.
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await expect.poll(() => asked.some((one) => one.includes(',1024,1024/512,512/'))).toBe(true);
    await page.keyboard.press('Escape');
    await page.locator('canvas.tiles').waitFor({ state: 'detached' });
    expect(asked.filter((one) => one.endsWith('/o'))).toEqual([]);
  }, 120_000);

  it.each([[['s', 'o']], [['o']]])(
    'of a link to the sizes %j is zoomed by tiles by everybody, and no original is loaded',
    async (sizes) => {
      stage.expect(READ);
      const { ada, image } = await panorama();
      const { token } = (await ada.json('POST', '/api/shares', { imageIds: [image.id], sizes })).json<{ token: string }>();
      const { page } = await stage.visit({ as: null });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`/p/${token}`);
      const picture = page.locator('img.shown');
      await picture.evaluate((shown: HTMLImageElement) => shown.decode());
      const tile = page.waitForResponse((response) => response.url().includes(`/iiif/3/${token}~${image.id}/6144,3584,512,512/`));
      await picture.click();
      expect((await tile).status()).toBe(200);
      await expect.poll(() => drawn(page, [[0.45, 0.45], [0.55, 0.55]])).toEqual([RED, YELLOW]); // prettier-ignore
      expect(asked.filter((path) => /\/o(?:\.|$)/.test(path))).toEqual([]);
    },
    120_000,
  );

  it('is zoomed on a phone as well, by two taps', async () => {
    const { ada, image } = await panorama();
    const { page, path } = await stage.visit({ width: 390, touch: true, as: ada });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(path(`view/${image.id}`));
    const tile = page.waitForResponse((response) => response.url().includes(`/iiif/3/${image.id}/`));
    await page
      .locator('img.shown')
      .evaluate((shown) =>
        shown.dispatchEvent(new PointerEvent('click', { pointerType: 'touch', detail: 2, clientX: 100, clientY: 300, bubbles: true })),
      );
    expect((await tile).status()).toBe(200);
    expect(asked.filter((one) => one.endsWith('/o'))).toEqual([]);
  }, 120_000);
});
