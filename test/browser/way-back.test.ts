import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import { insertMany } from '../harness/images/many-images.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';

const HOUR = 60 * 60 * 1000;
const LATE = { timeout: 30_000 };

browserSuite('the way back from a picture', (stage) => {
  /** Many of some months, the last of an album of all; the ids are those of the list by the time taken. */
  async function many(visit: Visit, count = 140): Promise<{ ids: string[]; album: string }> {
    const { client } = visit;
    const { id } = await ready(
      client,
      (await client.upload(await jpeg(400, 300), { name: 'lake.jpg', modifiedAt: '2019-01-01T00:00:00Z' })).id,
    );
    await insertMany(
      stage.drive.dataDir!,
      id,
      Array.from({ length: count }, (_, n) => new Date(Date.UTC(2020, 5, 30) - n * 12 * HOUR)),
    );
    const ids = (await client.list({ order: 'taken', limit: 500 })).items.map((item: Image) => item.id);
    const { album } = (await client.json('POST', '/api/albums', { name: 'All', ids }, { status: 201 })).json<AlbumChanged>();
    return { ids, album: album.id };
  }

  /** The tile in the middle of the window: of which picture it is, and where it is. */
  function inMiddle(page: Page): Promise<{ id: string; top: number }> {
    return page.evaluate(() => {
      const tiles = [...document.querySelectorAll<HTMLElement>('#live li[data-id]')];
      const tile = tiles.find((one) => one.getBoundingClientRect().top > window.innerHeight / 2 - 60)!;
      return { id: tile.dataset['id']!, top: Math.round(tile.getBoundingClientRect().top) };
    });
  }
  const placeOf = (page: Page, id: string) =>
    page.evaluate((wanted) => {
      const tile = document.querySelector(`#live li[data-id="${wanted}"]`);
      const focused = document.activeElement?.closest<HTMLElement>('li[data-id]')?.dataset['id'];
      return { top: tile && Math.round(tile.getBoundingClientRect().top), focused };
    }, id);
  /** Without scrolling, as Playwright does before a click. */
  const open = (page: Page, id: string) => page.locator(`#p-${id}`).evaluate((link) => (link as HTMLElement).click());
  const address = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

  const WAYS: Record<string, (page: Page) => Promise<unknown>> = {
    Esc: (page) => page.keyboard.press('Escape'),
    'the link': (page) => page.locator('a[data-back]').click(),
    'the browser': (page) => page.goBack(),
  };
  const PLACES: [string, (album: string) => string][] = [
    ['the list', () => 'list/100/'],
    ['photos', () => 'photos/?month=2020-05'],
    ['a search', () => 'search/?q=many'],
    ['an album', (album) => `albums/${album}/`],
  ];

  it.each(Object.entries(WAYS))('by %s leads to the same place, from every list', async (_way, goBack) => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    const { album } = await many(visit);
    for (const [name, of] of PLACES) {
      await page.goto(path(of(album)));
      await page.evaluate(() => window.scrollBy({ top: 900, behavior: 'instant' }));
      await expect.poll(() => page.evaluate(() => (history.state as { place?: unknown } | null)?.place !== null), LATE).toBe(true);
      await page.locator('#live li img').first().waitFor();
      await expect.poll(async () => (await placeOf(page, (await inMiddle(page)).id)).top, LATE).toBe((await inMiddle(page)).top);
      const was = await inMiddle(page);
      const list = address(page).replace(/\?month=.*/, '');
      await open(page, was.id);
      await page.locator('img.shown').waitFor();
      const entries = await page.evaluate(() => history.length);
      await goBack(page);
      await page.locator('#live .grid').first().waitFor();
      await expect.poll(() => placeOf(page, was.id), { ...LATE, message: name }).toEqual({ top: was.top, focused: was.id });
      expect(address(page).replace(/\?month=.*/, ''), name).toBe(list);
      expect(new URL(page.url()).hash, name).toBe('');
      // The list is not a second time in the history.
      expect(await page.evaluate(() => history.length), name).toBe(entries);
    }
  });

  it('leads to the picture that was shown last, when one went on from picture to picture', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    const { ids } = await many(visit);
    for (const list of ['list/100/', 'photos/']) {
      await page.goto(path(list));
      await page.locator('#live li a').first().click();
      const back = page.locator('a[data-back]');
      for (let step = 0; step < 70; step++) {
        const was = await back.getAttribute('data-back');
        await page.keyboard.press('ArrowRight');
        await page.locator(`a[data-back]:not([data-back="${was}"])`).waitFor();
      }
      const last = (await back.getAttribute('data-back'))!;
      if (list === 'photos/') expect(last).toBe(ids[70]);
      await page.keyboard.press('Escape');
      await expect.poll(async () => (await placeOf(page, last)).focused, { ...LATE, message: list }).toBe(last);
      const { top } = await placeOf(page, last);
      expect(top).toBeGreaterThan(0);
      expect(top).toBeLessThan(800);
    }
  });

  it('leads to the list after a picture was changed, and after it was deleted to the one that came next', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit();
    const { page, path } = visit;
    const { ids } = await many(visit);
    for (const list of ['list/500/', 'photos/?month=2020-05', 'search/?q=many']) {
      await page.goto(path(list));
      await page.evaluate(() => window.scrollBy({ top: 700, behavior: 'instant' }));
      await expect.poll(async () => (await placeOf(page, (await inMiddle(page)).id)).top, LATE).toBe((await inMiddle(page)).top);
      const was = await inMiddle(page);
      await open(page, was.id);
      await page.getByText('Change name or date').click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(/\/view\/\w+\?/);
      await page.locator('img.shown').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => placeOf(page, was.id), { ...LATE, message: list }).toEqual({ top: was.top, focused: was.id });

      const order = await page.locator('#live [data-id]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['id']!));
      await open(page, was.id);
      await page.locator('img.shown').waitFor();
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Move to trash' }).click();
      const next = list.startsWith('list') ? order[order.indexOf(was.id) + 1] : ids[ids.indexOf(was.id) + 1];
      await expect.poll(async () => (await placeOf(page, next!)).focused, { ...LATE, message: list }).toBe(next);
      expect(address(page).replace(/\?month=.*/, ''), list).toBe(path(list).replace(/\?month=.*/, ''));
      expect((await placeOf(page, next!)).top).toBeGreaterThan(0);
      ids.splice(ids.indexOf(was.id), 1);
    }
  });

  it('leads to the picture in its list without JavaScript', async () => {
    if (!stage.drive.dataDir) return;
    const visit = await stage.visit({ script: false });
    const { page, path } = visit;
    const { ids, album } = await many(visit);
    for (const list of ['list/500/', 'photos/', 'search/?q=many', `albums/${album}/`]) {
      await page.goto(path(list));
      const link = page.locator('#live li a').nth(50);
      const id = (await link.getAttribute('id'))!;
      await link.click();
      await page.locator('a[data-back]').click();
      expect(new URL(page.url()).pathname, list).toBe(path(list).split('?')[0]);
      expect(new URL(page.url()).hash, list).toBe(`#${id}`);
      const { y } = (await page.locator(`#${id}`).boundingBox())!;
      expect(y, list).toBeGreaterThan(60);
      expect(y, list).toBeLessThan(800);
    }
    // The second page of a list as well.
    await page.goto(path('search/?q=many'));
    await page.getByRole('link', { name: 'Show more' }).click();
    const second = page.url();
    await page.locator(`#p-${ids[70]}`).click();
    await page.locator('a[data-back]').click();
    expect(page.url()).toBe(`${second}#p-${ids[70]}`);
  });
});
