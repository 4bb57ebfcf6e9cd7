import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { startDrive } from '../harness/drive/drive.js';
import { ready } from '../harness/http/until.js';
import { violations } from './axe.js';
import { browserSuite, type Visit } from './browser-suite.js';
import { drawn } from './drawn.js';
import { looksRight } from './look.js';

browserSuite(
  'copying a picture',
  (stage) => {
    async function picture({ client }: Visit): Promise<Image> {
      return ready(client, (await client.upload(await drawn(2), { name: 'hills & sky.jpg' })).id);
    }
    const share = async ({ client }: Visit, body: object) =>
      (await client.json('POST', '/api/shares', body, { status: 201 })).json<ShareWithImages>();
    const unfold = (page: Page) => page.locator('[data-fold=copy] > summary').click();
    const field = (page: Page, id: string) => page.locator(`#${id}`);
    /** Opens the dialog, with its area as it is at first. */
    async function crop(visit: Visit): Promise<Image> {
      const image = await picture(visit);
      await visit.page.goto(visit.path(`view/${image.id}`));
      await unfold(visit.page);
      await visit.page.getByRole('button', { name: 'Crop…' }).click();
      await result(visit.page, `/i/${image.id}._CRP10,10,80,80_SX1024_.auto`);
      return image;
    }
    /** Waits for the result at an address, and gives its size. */
    async function result(page: Page, src: string): Promise<number[]> {
      const shown = page.locator(`[data-crop-result][src="${src}"]`);
      await shown.waitFor();
      return shown.evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
    }
    /** What the dialog has written. */
    const written = async (page: Page, id = 'crop-image') => (await field(page, id).inputValue()).replace(stage.drive.url, '');

    it('gives sizes and presets as address, Markdown and HTML, each of which leads to the picture', async () => {
      const visit = await stage.visit();
      const { page, path, context } = visit;
      const { id } = await picture(visit);
      await page.goto(path(`view/${id}`));
      await unfold(page);
      expect(await field(page, 'copy-image').inputValue()).toBe(`${stage.drive.url}/get/${id}/m`);
      await page.locator('#copy-size').selectOption({ label: 'card (300 × 300)' });
      const address = await field(page, 'copy-image').inputValue();
      expect(address).toBe(`${stage.drive.url}/i/${id}.card.auto`);
      expect(await sharp(await (await context.request.get(address)).body()).metadata()).toMatchObject({ width: 300, height: 300 });
      await page.locator('#copy-as').selectOption('markdown');
      expect(await field(page, 'copy-markdown').inputValue()).toBe(String.raw`![hills \& sky\.jpg](${address})`);
      await page.locator('#copy-size').selectOption({ label: 'Small (320 × 240)' });
      await page.locator('#copy-as').selectOption('responsive');
      const html = await field(page, 'copy-responsive').inputValue();
      expect(html).toContain(`srcset="${stage.drive.url}/get/${id}/s 320w, ${stage.drive.url}/get/${id}/m 1024w, `);
      expect(html).toContain('sizes="(max-width: 320px) 100vw, 320px" width="320" height="240" alt="hills &amp; sky.jpg"');
      expect(await violations(page)).toEqual([]);
    });

    it('follows to the next picture of the viewer', async () => {
      const visit = await stage.visit();
      const { page, path, client } = visit;
      const older = await picture(visit);
      const newer = await ready(client, (await client.upload(await drawn(3))).id);
      await page.goto(path(`view/${newer.id}`));
      await unfold(page);
      await page.keyboard.press('ArrowRight');
      await page.locator('h1', { hasText: 'hills' }).waitFor();
      expect(await field(page, 'copy-image').inputValue()).toContain(older.id);
      await page.locator('.copy-picture > .copies [data-format]:not([hidden]) [data-copy-button]').click();
      await page.getByText('Copied').or(page.getByText('Press Ctrl+C')).first().waitFor();
    });

    it('shows all addresses as text without script', async () => {
      const visit = await stage.visit({ script: false });
      const { page, path } = visit;
      const { id } = await picture(visit);
      await page.goto(path(`view/${id}`));
      await unfold(page);
      const addresses = await page.locator('.addresses code').allTextContents();
      expect(addresses.map((address) => address.replace(stage.drive.url, ''))).toEqual([
        ...['s', 'm', 'l', 'o'].map((size) => `/get/${id}/${size}`),
        `/i/${id}.card.auto`,
        `/i/${id}.hero.auto`,
      ]);
      expect(await page.getByRole('button', { name: 'Crop…' }).isVisible()).toBe(false);
      expect(await field(page, 'copy-html').isVisible()).toBe(true);
    });

    it('crops with the mouse, and shows the result of the address that it writes', async () => {
      const visit = await stage.visit();
      const { page } = visit;
      const { id } = await crop(visit);
      const box = (await page.locator('[data-crop-stage]').boundingBox())!;
      const point = (x: number, y: number) => [box.x + (box.width * x) / 100, box.y + (box.height * y) / 100] as const;
      const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
        await page.mouse.move(...point(...from));
        await page.mouse.down();
        await page.mouse.move(...point(...to), { steps: 4 });
        await page.mouse.up();
      };
      await drag([90, 90], [50, 60]);
      await drag([30, 30], [40, 30]);
      const address = await written(page);
      const [x, y, width, height] = /_CRP([\d.,]+)_/.exec(address)![1]!.split(',').map(Number) as [number, number, number, number];
      for (const [value, expected] of [[x, 20], [y, 10], [width, 40], [height, 50]] as const) expect(Math.abs(value - expected), address).toBeLessThan(1); // prettier-ignore
      expect(address).toBe(`/i/${id}._CRP${x},${y},${width},${height}_.auto`);
      const size = await result(page, address);
      expect(await page.locator('[data-crop-size]').textContent()).toBe(`${size[0]} × ${size[1]} pixels`);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close' }).click();
      expect(await page.locator('dialog[open]').count()).toBe(0);
    });

    it('crops by keys alone, to a shape, a width and a format', async () => {
      const visit = await stage.visit();
      const { page } = visit;
      const { id } = await crop(visit);
      await page.getByRole('button', { name: 'Area to keep' }).focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Shift+ArrowUp');
      expect(await written(page)).toContain('_CRP8,9.8,80,80_');
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      expect(await written(page)).toContain('_CRP10,9.8,78,80_');
      await page.locator('dialog').getByLabel('Left', { exact: true }).fill('0');
      await page.locator('dialog').getByLabel('Top', { exact: true }).fill('0');
      await page.locator('dialog').getByLabel('Height', { exact: true }).fill('50');
      await page.locator('dialog').getByLabel('Shape').selectOption('1:1');
      await page.locator('dialog').getByLabel('Width in pixels').fill('200');
      await page.locator('dialog').getByLabel('Format').selectOption('webp');
      const address = await written(page);
      expect(address).toMatch(/_CRP[\d.]+,0,37\.5,50_SX200_\.webp$/);
      expect(await result(page, address)).toEqual([200, 200]);
      expect(await written(page, 'crop-responsive')).toContain(`${address} 200w" sizes="(max-width: 200px) 100vw, 200px" width="200"`);
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog[open]').count()).toBe(0);
      expect(new URL(page.url()).pathname).toContain(id);
    });

    it('crops with a finger', async () => {
      const visit = await stage.visit({ width: 390, touch: true });
      const { page, context } = visit;
      await crop(visit);
      const box = (await page.getByRole('button', { name: 'Area to keep' }).boundingBox())!;
      const stageBox = (await page.locator('[data-crop-stage]').boundingBox())!;
      const touch = await context.newCDPSession(page);
      const at = (dx: number) => [{ x: box.x + box.width / 2 + dx, y: box.y + box.height / 2 }];
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
      for (const part of [0.02, 0.05])
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(part * stageBox.width) });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      expect(await written(page)).toMatch(/_CRP15(\.\d+)?,10,80,80_/);
      await looksRight(page);
    });

    it('gives visitors what the link gives, and nothing where it needs a password', async () => {
      const visit = await stage.visit();
      const { id } = await picture(visit);
      const open = await share(visit, { imageIds: [id], sizes: ['s'] });
      const locked = await share(visit, { imageIds: [id], password: 'only for friends' });
      const { page } = await stage.visit({ as: null });
      await page.goto(open.page);
      await unfold(page);
      const options = await page.locator('#copy-size').locator('option').allTextContents();
      expect(options).toEqual(['Small (320 × 240)', 'card (300 × 300)', 'hero (320 × 180)']);
      await page.locator('#copy-size').selectOption({ label: 'hero (320 × 180)' });
      const address = await field(page, 'copy-image').inputValue();
      expect(address).toBe(`${stage.drive.url}${open.page}/i/${id}.hero.auto`);
      const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
      expect(await sharp(bytes).metadata()).toMatchObject({ width: 320, height: 180 });
      expect(await page.getByRole('button', { name: 'Crop…' }).count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      stage.expect(/status of 401/);
      await page.goto(locked.page);
      await page.getByLabel('Password').fill('only for friends');
      await page.getByRole('button').click();
      await page.locator('figure').waitFor();
      expect(await page.locator('[data-fold=copy]').count()).toBe(0);
    });

    it('has the pictures of a link in another size on the page of its owner', async () => {
      const visit = await stage.visit();
      const { page, path } = visit;
      const { id } = await picture(visit);
      const made = await share(visit, { imageIds: [id], sizes: ['s', 'm'] });
      await page.goto(path(`shares/${made.id}/`));
      await page.getByLabel('Size of the pictures').selectOption('card');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.waitForURL('**?size=preset-card');
      expect(await page.locator('#copy-image').inputValue()).toBe(`${stage.drive.url}${made.page}/i/${id}.card.auto`);
      expect(await violations(page)).toEqual([]);
    });
  },
  () => startDrive({ env: { SHOEBOX_PRESETS: 'card=_SS300_ hero=_SC1600,900_QL70_' } }),
);
