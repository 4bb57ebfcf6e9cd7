import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { insertMany } from '../harness/images/many-images.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';
import { drop, file } from './files.js';

const DAY = 24 * 60 * 60 * 1000;
/** What is waited for comes by itself; how soon is not what is tested. */
const PATIENCE = { timeout: 60_000 };

/** Ids of all pictures that the page knows, those out of sight included. */
function known(page: Page): Promise<string[]> {
  return page
    .locator('#live [data-id], #live [data-ids]')
    .evaluateAll((all) => all.flatMap((one) => (one as HTMLElement).dataset['id'] ?? (one as HTMLElement).dataset['ids']!.split(' ')));
}

/** Waits until there are pictures, or the end of them, where the middle of the window is, and no room for some to come. */
async function filled(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(() =>
          [0.2, 0.5, 0.9].every((at) => document.elementFromPoint(200, window.innerHeight * at)?.matches('#live section') !== true),
        ),
      PATIENCE,
    )
    .toBe(true);
}

/** The picture at the top of the window, and how far from its edge. */
function atTop(page: Page): Promise<{ id: string; top: number } | null> {
  return page.locator('#live li[data-id]').evaluateAll((tiles) => {
    const tile = tiles.find((one) => one.getBoundingClientRect().bottom > 108);
    return tile ? { id: (tile as HTMLElement).dataset['id']!, top: Math.round(tile.getBoundingClientRect().top) } : null;
  });
}

async function settledAddress(page: Page, path: string): Promise<void> {
  await expect.poll(() => new URL(page.url()).pathname + new URL(page.url()).search, PATIENCE).toBe(path);
}

browserSuite('the photos by date', (stage) => {
  async function many({ client }: Visit, times: Date[]): Promise<string[]> {
    const { id } = await ready(client, (await client.upload(await jpeg(400, 300), { modifiedAt: '2001-01-01T00:00:00Z' })).id);
    await insertMany(stage.drive.dataDir!, id, times);
    const ids: string[] = [];
    for (let before = ''; ;) {
      const { items, next } = await client.list({ order: 'taken', limit: 500, ...(before && { before }) });
      ids.push(...items.map((item) => item.id));
      if (!next) return ids;
      before = next;
    }
  }
  const hasFolder = () => stage.drive.dataDir !== undefined;

  it.each([1280, 390])('show every picture once and in order as one scrolls through 2,000, at %i', async (width) => {
    if (!hasFolder()) return;
    const visit = await stage.visit({ width });
    const { page, path } = visit;
    // Some months with many, some with few.
    const ids = await many(
      visit,
      Array.from({ length: 2000 }, (_, n) => new Date(Date.UTC(2024, 0, 1) - Math.floor(n ** 1.15 / 20) * DAY - n)),
    );
    await page.goto(path('photos/'));
    for (let last = -1; ;) {
      const y = await page.evaluate(() => (window.scrollBy(0, window.innerHeight * 0.9), window.scrollY));
      await filled(page);
      if (y === last) break;
      last = y;
    }
    // The last month may lie between the points that are looked at.
    await expect.poll(() => known(page), PATIENCE).toEqual(ids);
    await expect.poll(() => new URL(page.url()).search, PATIENCE).toMatch(/^\?month=20\d\d-\d\d$/);
  });

  it('hold 10,000 with few nodes and little memory, and forget none', async () => {
    if (!hasFolder()) return;
    const visit = await stage.visit();
    const { page, path, context } = visit;
    const ids = await many(
      visit,
      Array.from({ length: 9_999 }, (_, n) => new Date(Date.UTC(2024, 5, 30) - n * 60_000)),
    );
    const devtools = await context.newCDPSession(page);
    await page.goto(path('photos/'));
    let most = 0;
    for (let last = -1; ;) {
      const y = await page.evaluate(() => (window.scrollBy(0, window.innerHeight * 6), window.scrollY));
      await filled(page);
      most = Math.max(most, await page.evaluate(() => document.querySelectorAll('*').length));
      if (y === last || most > 3000) break;
      last = y;
    }
    expect(most).toBeLessThan(3000);
    expect(await known(page)).toEqual(ids);
    const { usedSize } = (await devtools.send('Runtime.getHeapUsage')) as { usedSize: number };
    expect(usedSize).toBeLessThan(200_000_000);
    // Back at the top the first picture is there again.
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.locator(`li[data-id="${ids[0]}"] img`).waitFor();
  }, 300_000);

  it.each([{ width: 1280 }, { width: 390 }])(
    'jump to a month, the address following, and stay where one was on coming back: %j',
    async (look) => {
      if (!hasFolder()) return;
      const visit = await stage.visit(look);
      const { page, path } = visit;
      await many(
        visit,
        Array.from({ length: 600 }, (_, n) => new Date(Date.UTC(2024, 0, 1) - n * 2 * DAY)),
      );
      await page.goto(path('photos/'));
      await page.getByLabel('Jump to a month').selectOption('2021-11');
      const heading = page.getByRole('heading', { name: 'November 2021' });
      await expect.poll(async () => (await heading.boundingBox())!.y, PATIENCE).toBeLessThan(130);
      await page.locator('[data-month="2021-11"] img').first().waitFor();
      await settledAddress(page, path('photos/?month=2021-11'));
      // Somewhat further, with what is above still to come.
      await page.mouse.move(100, 400);
      await page.mouse.wheel(0, 1700);
      await expect.poll(() => page.url(), PATIENCE).toMatch(/\?month=2021-(10|09)$/);
      await filled(page);
      // The wheel of a browser rolls on for a while.
      const kept = () => page.evaluate(() => (history.state as { place?: { id: string; top: number } }).place);
      await expect
        .poll(async () => (await kept())?.id === (await atTop(page))?.id && (await kept())?.id !== undefined, PATIENCE)
        .toBe(true);
      const was = (await atTop(page))!;
      await page.locator(`li[data-id="${was.id}"] a`).evaluate((link) => (link as HTMLElement).click());
      await page.locator('img.shown').waitFor();
      expect(new URL(page.url()).search).toBe('?in=photos');
      await page.goBack();
      await page.locator(`li[data-id="${was.id}"] img`).waitFor();
      await expect.poll(() => atTop(page), PATIENCE).toEqual(was);
      await page.reload();
      await expect.poll(() => atTop(page), PATIENCE).toEqual(was);
      expect(await page.evaluate(() => (document.querySelector('#month') as HTMLSelectElement).value)).toBe(page.url().slice(-7));
    },
  );

  it('jump and go on without JavaScript', async () => {
    const { page, path, client } = await stage.visit({ script: false });
    for (const month of ['2020-05', '2020-07', '2019-01']) await client.upload(await jpeg(), { modifiedAt: `${month}-10T00:00:00Z` });
    await page.goto(path('photos/'));
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['July 2020', 'May 2020', 'January 2019']);
    await page.getByLabel('Jump to a month').selectOption('2020-05');
    await page.getByRole('button', { name: 'Go' }).click();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['May 2020', 'January 2019']);
    await page.getByRole('link', { name: 'Newest' }).click();
    expect(await page.getByRole('heading', { level: 2 }).count()).toBe(3);
  });

  it('show what is dropped under its month as soon as it is made, and what went in while they were empty', async () => {
    const { page, path, client } = await stage.visit();
    await page.goto(path('photos/'));
    await page.evaluate('window.loadedOnce = true');
    await drop(page, [file('first.jpg', await jpeg())]);
    await page.locator('.month img[alt="first.jpg"]').waitFor();
    await client.upload(await jpeg(), { name: 'old.jpg', modifiedAt: '2011-03-10T00:00:00Z' });
    await drop(page, [file('second.jpg', await jpeg())]);
    await page.locator('.month img[alt="second.jpg"]').waitFor();
    await page.locator('[data-month="2011-03"] img[alt="old.jpg"]').waitFor();
    expect(await known(page)).toHaveLength(3);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });
});
