import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { Album, AlbumChanged } from '#libs/api/album.js';

import { jpeg } from '../harness/images/images.js';
import { violations } from './axe.js';
import { browserSuite, type Visit, type VisitOptions } from './browser-suite.js';
import { faint, overflow, tiny } from './look.js';
import { bar, box, five, ticked, tile } from './selecting.js';

/** Of the album, as on its page. */
const BY_HAND = ['c.jpg', 'a.jpg', 'e.jpg', 'b.jpg', 'd.jpg'];
const BY_DATE = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
const PLACES = ['an album', 'a search'] as const;
const LOOKS: VisitOptions[] = [
  { script: true, width: 1280 },
  { script: true, width: 390, dark: true },
  { script: false, width: 390 },
];
const EVERYWHERE = PLACES.flatMap((place) => LOOKS.map((look) => ({ place, ...look })));

browserSuite('selecting pictures in albums and searches', (stage) => {
  /** Five pictures in an album, all of a month that is looked for, beside one that is in neither. Opens the album or the search. */
  async function open(place: (typeof PLACES)[number], look: VisitOptions) {
    const visit = await stage.visit(look);
    const images = new Map((await five(visit)).map((image) => [image.name, image]));
    await visit.client.upload(await jpeg(), { name: 'other.jpg', modifiedAt: '2021-01-01T00:00:00Z' });
    const ids = BY_HAND.map((name) => images.get(name)!.id);
    const { album } = (await visit.client.json('POST', '/api/albums', { name: 'Rome', ids }, { status: 201 })).json<AlbumChanged>();
    const where = place === 'an album' ? `albums/${album.id}/` : 'search/?q=may%202020';
    await visit.page.goto(visit.path(where));
    return { ...visit, images, album, where, order: place === 'an album' ? BY_HAND : BY_DATE };
  }
  const shown = ({ page }: Pick<Visit, 'page'>): Promise<string[]> =>
    page.locator('.grid img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).alt));
  /** By its icon, where there is no room for the words. */
  const ask = (page: Page, what: string): Promise<void> => bar(page).locator('summary', { hasText: what }).click();
  const at = ({ page }: Pick<Visit, 'page'>): string => new URL(page.url()).pathname + new URL(page.url()).search;

  it.each(EVERYWHERE.filter(({ script }) => script))('goes by click, Shift and key: %j', async ({ place, ...look }) => {
    const { page, order } = await open(place, look);
    const [first, second, third] = order as [string, string, string];
    await box(page, first).click();
    await tile(page, third).click({ modifiers: ['Shift'] });
    expect(await ticked(page)).toEqual([first, second, third]);
    await tile(page, second).click();
    expect(await ticked(page)).toEqual([first, third]);
    await page.keyboard.press('Escape');
    expect(await ticked(page)).toEqual([]);
    await tile(page, first).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await ticked(page)).toEqual([second, third]);
    await page.keyboard.press('Control+a');
    expect(await ticked(page)).toEqual(order);
    // What Del asks is whether to delete, in an album, too.
    await page.keyboard.press('Delete');
    expect(await page.locator(':focus').innerText()).toBe('Move to trash');
    expect([await violations(page), await overflow(page), await faint(page), await tiny(page)]).toEqual([[], 0, [], []]);
    const { x, width } = (await bar(page).boundingBox())!;
    expect([x >= 0, x + width <= page.viewportSize()!.width]).toEqual([true, true]);
  });

  it.each(EVERYWHERE)('downloads, shares and adds to an album: %j', async ({ place, ...look }) => {
    const { page, client, images, where, path } = await open(place, look);
    const choose = async () => {
      await page.goto(path(where));
      for (const name of ['b.jpg', 'd.jpg']) await box(page, name).check();
    };
    await choose();
    const downloading = page.waitForEvent('download');
    await bar(page).getByRole('button', { name: 'Download' }).click();
    const bytes = await readFile(await (await downloading).path());
    expect(BY_DATE.filter((name) => bytes.includes(name))).toEqual(['b.jpg', 'd.jpg']);
    await choose();
    await bar(page).getByRole('button', { name: 'Share' }).click();
    await page.getByRole('heading', { name: 'Share 2 pictures' }).waitFor();
    await choose();
    await bar(page).getByRole('button', { name: 'Album' }).click();
    await page.getByLabel('Name of the new album').fill('Nice');
    await page.getByRole('button', { name: 'New album' }).click();
    await page.getByRole('heading', { name: 'Nice' }).waitFor();
    const nice = (await client.get('/api/albums')).json<{ items: Album[] }>().items.find(({ name }) => name === 'Nice')!;
    expect((await client.ids({ album: nice.id })).toSorted()).toEqual(['b.jpg', 'd.jpg'].map((name) => images.get(name)!.id).toSorted());
  });

  it.each(EVERYWHERE)('deletes after one question, takes it back, and stays where it was: %j', async ({ place, ...look }) => {
    const { page, client, where, path, order } = await open(place, look);
    const remain = order.filter((name) => !['b.jpg', 'c.jpg'].includes(name));
    await page.evaluate('window.loadedOnce = true');
    for (const name of ['b.jpg', 'c.jpg']) await box(page, name).check();
    await ask(page, 'Delete');
    await bar(page).getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('status').getByText('2 pictures are in the trash.').waitFor();
    expect([at({ page }), await shown({ page })]).toEqual([path(where), remain]);
    expect(await client.ids({ deleted: 'true' })).toHaveLength(2);
    if (place === 'an album') await page.getByText('3 pictures, custom order').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, 'c.jpg').waitFor();
    expect([at({ page }), await shown({ page })]).toEqual([path(where), order]);
    if (place === 'an album') await page.getByText('5 pictures, custom order').waitFor();
    expect(await client.ids({ deleted: 'true' })).toEqual([]);
    if (look.script) expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });

  it.each(LOOKS)('takes pictures out of an album, and leaves them in the drive: %j', async (look) => {
    const { page, client, album, where, path } = await open('an album', look);
    await page.evaluate('window.loadedOnce = true');
    for (const name of ['a.jpg', 'd.jpg']) await box(page, name).check();
    await ask(page, 'Remove');
    await bar(page).getByRole('button', { name: 'Remove from album' }).click();
    await page.getByText('3 pictures, custom order').waitFor();
    expect([at({ page }), await shown({ page })]).toEqual([path(where), ['c.jpg', 'e.jpg', 'b.jpg']]);
    expect([(await client.ids({ album: album.id })).length, (await client.ids()).length]).toEqual([3, 6]);
    if (!look.script) return;
    await page.getByRole('status').getByText('2 pictures are no longer in the album.').waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });

  it.each(LOOKS)('says when nothing is left of what was found: %j', async (look) => {
    const { page } = await open('a search', look);
    for (const name of BY_DATE) await box(page, name).check();
    await ask(page, 'Delete');
    await bar(page).getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, 'a.jpg').waitFor();
    expect(await page.getByRole('heading', { name: 'Nothing found' }).count()).toBe(0);
  });

  it('says why when an album is gone meanwhile, and changes nothing', async () => {
    const { page, client, album } = await open('an album', { width: 1280 });
    stage.expect(/status of 404/);
    await client.send('DELETE', `/api/albums/${album.id}`);
    await box(page, 'a.jpg').check();
    await ask(page, 'Remove');
    await bar(page).getByRole('button', { name: 'Remove from album' }).click();
    await page.getByText('Album not found. It may have been deleted.').waitFor();
    expect(await shown({ page })).toHaveLength(5);
  });
});
