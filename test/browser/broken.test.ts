import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import type { SessionList } from '#libs/api/account.js';

import { insertMany } from '../harness/images/many-images.js';
import { animatedGif, cutJpeg, jpeg, unique } from '../harness/images/images.js';
import { PASSWORD } from '../harness/http/client.js';
import { ready, settled } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';

const LATE = { timeout: 30_000 };
const DAY = 24 * 60 * 60 * 1000;

browserSuite('lists of many pictures', (stage) => {
  async function many({ client }: Visit, times: Date[]): Promise<void> {
    const { id } = await ready(client, (await client.upload(await jpeg(400, 300), { modifiedAt: '2001-01-01T00:00:00Z' })).id);
    await insertMany(stage.drive.dataDir!, id, times);
  }

  it('tell that 500 are not all, and where the others are', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    await many(
      visit,
      Array.from({ length: 500 }, (_, n) => new Date(Date.UTC(2024, 0, 1) - n * DAY)),
    );
    await page.goto(path('list/500/'));
    await page.getByText('These are the newest 500.').waitFor();
    await page.getByRole('link', { name: 'See all pictures by date' }).click();
    await page.getByRole('heading', { level: 1, name: 'By date' }).waitFor();
  });

  it('are selected as a whole, those that are not loaded as well', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    await many(
      visit,
      Array.from({ length: 1_199 }, (_, n) => new Date(Date.UTC(2024, 0, 1) - n * DAY)),
    );
    await page.goto(path('photos/'));
    await page.locator('#live li a').first().focus();
    await page.keyboard.press('Control+a');
    await page.getByText('All 1,200 pictures are selected.').waitFor(LATE);
    expect((await page.locator('#selection .selected').textContent())!.trim()).toBe('1,200 selected');
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.locator('#selection .selected').filter({ hasText: '1,200 selected' }).waitFor(LATE);
    // What is done with them is done with all.
    const ids = await page.evaluate(() => new FormData(document.querySelector<HTMLFormElement>('#selection')!).get('ids'));
    expect(new Set(String(ids).split(',')).size).toBe(1_200);
  });

  it('of 108 months lay the page out a few times, not once for each month', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path, context } = visit;
    await many(
      visit,
      Array.from({ length: 108 }, (_, n) => new Date(Date.UTC(2024, 0, 15) - n * 30.44 * DAY)),
    );
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    await page.goto(path('photos/'));
    await page.locator('[data-month="2015-02"]').waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const layouts = metrics.find(({ name }) => name === 'LayoutCount')!.value;
    expect(layouts).toBeLessThan(108);
  });

  it('show empty tiles where pictures are not loaded yet', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    await many(
      visit,
      Array.from({ length: 900 }, (_, n) => new Date(Date.UTC(2024, 0, 31) - n * 60_000)),
    );
    await page.goto(path('photos/'));
    await page.route('**/photos/2024-01*', () => undefined);
    await page.evaluate(() => window.scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' }));
    const shot = await page.screenshot();
    const colours = await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      // Down the middle of the window, below header and heading.
      const { data } = context.getImageData(600, 200, 1, image.height - 220);
      return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.slice(4 * at, 4 * at + 3).join())).size;
    }, shot.toString('base64'));
    // The ground, and the tiles on it.
    expect(colours).toBeGreaterThan(1);
  });
});

browserSuite('what one would not notice', (stage) => {
  const inBox = (page: Page, selector: string) =>
    page.locator(selector).evaluateAll((all) =>
      all.every((one) => {
        const box = one.closest('li')!.getBoundingClientRect();
        const { top, bottom } = one.getBoundingClientRect();
        return one.scrollHeight <= one.clientHeight + 1 && top >= box.top - 1 && bottom <= box.bottom + 1;
      }),
    );

  it.each([320, 390, 768, 1160, 1280])('a picture that failed is not cut in its tile, %i wide', async (width) => {
    const { page, path, client } = await stage.visit({ width });
    await settled(client, (await client.upload(await cutJpeg(400, 600), { name: 'a torn one.jpg' })).id);
    await ready(client, (await client.upload(await jpeg(600, 400))).id);
    await page.goto(path('list/20/'));
    await page.locator('.failed').waitFor();
    expect(await inBox(page, '.failed, .again')).toBe(true);
    const [text, button] = await Promise.all([page.locator('.failed strong').boundingBox(), page.locator('.again').boundingBox()]);
    expect(text!.y + text!.height).toBeLessThanOrEqual(button!.y);
  });

  it('a transparent picture, black or white, stands out from what is behind it', async () => {
    for (const dark of [false, true]) {
      const { page, path, client } = await stage.visit({ dark });
      const raw = Buffer.alloc(400 * 300 * 4);
      for (let at = 0; at < raw.length / 4; at += 7) raw.fill(dark ? 0 : 255, 4 * at, 4 * at + 3).fill(255, 4 * at + 3, 4 * at + 4);
      const png = await sharp(raw, { raw: { width: 400, height: 300, channels: 4 } })
        .png()
        .toBuffer();
      const image = await ready(client, (await client.upload(png, { name: 'logo.png' })).id);
      await ready(client, (await client.upload(await jpeg(400, 300), { name: 'opaque.jpg' })).id);
      for (const where of ['list/20/', `view/${image.id}`]) {
        await page.goto(path(where));
        await page.locator('img[alt="logo.png"]').waitFor();
        expect(await page.locator('img[alt="logo.png"]').evaluate((one) => getComputedStyle(one).backgroundImage)).toContain(
          'conic-gradient',
        );
      }
      await page.goto(path('list/20/'));
      expect(await page.locator('img[alt="opaque.jpg"]').evaluate((one) => getComputedStyle(one).backgroundImage)).not.toContain('conic');
    }
  });

  it('an animation says that it is one, and is played', async () => {
    const { page, path, client } = await stage.visit();
    await ready(client, (await client.upload(await animatedGif(), { name: 'wave.gif' })).id);
    await page.goto(path('list/20/'));
    await page.locator('.badge').filter({ hasText: 'GIF' }).waitFor();
    await page.getByRole('link', { name: 'wave.gif' }).click();
    await page.getByRole('link', { name: 'Play GIF' }).click();
    await page.locator('img.shown[src*="/o?"]').waitFor();
    expect(await page.getByRole('link', { name: 'Play GIF' }).count()).toBe(0);
  });

  it('a name that can’t be kept as it was typed is refused, not changed', async () => {
    const { page, path, client } = await stage.visit();
    stage.expect(/status of 400/);
    const { id } = await ready(client, (await client.upload(await jpeg(), { name: 'sea.jpg' })).id);
    await page.goto(path(`view/${id}`));
    await page.getByText('Change name or date').click();
    await page.getByLabel('Name').fill('Summer 06/07.jpg');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A name can’t contain / or \\').waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Summer 06/07.jpg');
    expect((await client.image(id)).name).toBe('sea.jpg');
  });

  it('pictures leave the screen when one logs out elsewhere: in another window, and on another device', async () => {
    const { page, path, client, context } = await stage.visit();
    stage.expect(/status of 401/);
    await ready(client, (await client.upload(await unique(300, 200).jpeg().toBuffer(), { name: 'sea.jpg' })).id);
    await page.goto(path('list/20/'));
    await page.locator('img[alt="sea.jpg"]').waitFor();
    const other = await context.newPage();
    await other.goto(path('account/'));
    await other.getByRole('button', { name: 'Log out' }).first().click();
    await other.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.bringToFront();
    await page.waitForURL(`**/login?next=${encodeURIComponent(path('list/20/'))}`);

    await page.getByLabel('E-mail or user name').fill(client.user.email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('img[alt="sea.jpg"]').waitFor();
    for (const { id, current } of (await client.get('/api/auth/sessions')).json<SessionList>().items)
      if (!current) await client.send('DELETE', `/api/auth/sessions/${id}`);
    await expect
      .poll(async () => {
        // As if the window was covered and is seen again.
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))).catch(() => undefined);
        return new URL(page.url()).pathname;
      }, LATE)
      .toBe('/login');
    expect(await page.locator('img[alt="sea.jpg"]').count()).toBe(0);
  });
});
