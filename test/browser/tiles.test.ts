import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';

/** What the test uses of OpenSeadragon. */
interface Viewer {
  viewport: { zoomTo: (zoom: number, at: undefined, immediately: boolean) => void };
  world: { getItemAt: (index: number) => { imageToViewportZoom: (zoom: number) => number } };
}

/** A page of another origin that has OpenSeadragon. */
async function viewerPage(): Promise<{ url: string; close: () => Promise<void> }> {
  const script = await readFile('node_modules/openseadragon/build/openseadragon/openseadragon.min.js');
  const page =
    '<!doctype html><link rel="icon" href="data:,"><div id="viewer" style="width: 900px; height: 600px"></div><script src="/viewer.js"></script>';
  const server = createServer(({ url }, response) => {
    const isScript = url === '/viewer.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' }).end(isScript ? script : page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

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

  it('of a link that gives the original is zoomed by tiles by everybody, and no original is loaded', async () => {
    stage.expect(READ);
    const { ada, image } = await panorama();
    const { token } = (await ada.json('POST', '/api/shares', { imageIds: [image.id], sizes: ['s', 'o'] })).json<{ token: string }>();
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
  }, 120_000);

  it('is opened from a link by OpenSeadragon on a page elsewhere, which loads tiles of each resolution and no original', async () => {
    const { ada, image } = await panorama();
    const { token } = (await ada.json('POST', '/api/shares', { imageIds: [image.id], sizes: ['o'] })).json<{ token: string }>();
    const elsewhere = await viewerPage();
    try {
      // On a slow machine a tile may be made later than it is waited for; then it is asked for again.
      stage.expect(/^another origin was asked: /, /status of 503/, /^Tile %s failed to load/);
      const { page } = await stage.visit({ as: null });
      const service = `/iiif/3/${token}~${image.id}`;
      const answers: [path: string, status: number][] = [];
      page.on('response', (answer) => {
        const { origin, pathname } = new URL(answer.url());
        if (origin !== elsewhere.url) answers.push([pathname, answer.status()]);
      });
      const tile = (factor: number) => page.waitForResponse((answer) => answer.status() === 200 && answer.url().includes(`,${512 * factor},${512 * factor}/512,512/0/default.jpg`), { timeout: 80_000 }); // prettier-ignore
      await page.goto(elsewhere.url);
      const coarse = tile(8);
      await page.evaluate((tileSources) => {
        const { OpenSeadragon } = window as unknown as { OpenSeadragon: (options: object) => Viewer };
        const viewer = OpenSeadragon({
          id: 'viewer',
          tileSources,
          crossOriginPolicy: 'Anonymous',
          showNavigationControl: false,
          imageLoaderLimit: 2,
          tileRetryMax: 9,
          drawer: 'canvas',
        });
        Object.assign(window, { viewer });
      }, `${stage.drive.url}${service}/info.json`);
      await coarse;
      const fine = tile(1);
      await page.evaluate(() => {
        const { viewer } = window as unknown as { viewer: Viewer };
        viewer.viewport.zoomTo(viewer.world.getItemAt(0).imageToViewportZoom(1), undefined, true);
      });
      await fine;
      expect(answers.length).toBeGreaterThan(5);
      for (const [path, status] of answers)
        expect([path.startsWith(`${service}/`), [200, 503].includes(status)], `${path} ${status}`).toEqual([true, true]);
    } finally {
      await elsewhere.close();
    }
  }, 200_000);

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
