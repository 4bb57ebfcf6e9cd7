import { expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';

import { violations } from './axe.js';
import { browserSuite, type VisitOptions } from './browser-suite.js';
import { five, tile } from './selecting.js';
import { heading, swipe } from './viewing.js';

/** Neither is the order of the list, nor that by date. */
const ALBUM = ['c.jpg', 'a.jpg', 'e.jpg'];
const FOUND = ['e.jpg', 'a.jpg', 'b.jpg', 'd.jpg'];
const PLACES = ['an album', 'a search'] as const;
type Place = (typeof PLACES)[number];
const WIDTHS = PLACES.flatMap((place) => [1280, 390].map((width) => ({ place, width })));

browserSuite('next and previous', (stage) => {
  /** Opens the album or the search. @returns besides, what is in it in its order, and what the addresses of its pictures carry */
  async function open(place: Place, look: VisitOptions) {
    const visit = await stage.visit(look);
    const images = new Map((await five(visit)).map((image) => [image.name, image]));
    const idOf = (name: string) => images.get(name)!.id;
    const take = (name: string, takenAt: string) => visit.client.json('PATCH', `/api/images/${idOf(name)}`, { takenAt });
    await take('c.jpg', '2021-05-01T00:00:00Z');
    await take('e.jpg', '2020-05-31T00:00:00Z');
    const body = { name: 'Rome', ids: ALBUM.map(idOf) };
    const { album } = (await visit.client.json('POST', '/api/albums', body, { status: 201 })).json<AlbumChanged>();
    const places = {
      'an album': { where: `albums/${album.id}/`, order: ALBUM, query: `?album=${album.id}`, words: ['Previous', 'Next'] },
      'a search': { where: 'search/?q=may%202020', order: FOUND, query: '?q=may%202020', words: ['Newer', 'Older'] },
    } as const;
    await visit.page.goto(visit.path(places[place].where));
    const { page, path } = visit;
    /** Waits for the picture of this name, and holds that the address names it and where it was opened. */
    const shows = async (name: string, size = '') => {
      await heading(page, name);
      const { pathname, search } = new URL(page.url());
      expect(pathname + search).toBe(path(`view/${idOf(name)}${size}${places[place].query}`));
    };
    return { ...visit, ...places[place], album, idOf, shows };
  }

  it.each(WIDTHS)('follow what the picture was opened from, by key, button and size: %j', async ({ place, width }) => {
    const { page, path, order, words, where, shows } = await open(place, { width });
    await tile(page, order[0]!).click();
    await shows(order[0]!);
    await page.evaluate(() => Object.assign(window, { same: true }));
    // Ahead of the first nothing is.
    await page.keyboard.press('ArrowLeft');
    for (const name of order.slice(1)) {
      await page.keyboard.press('ArrowRight');
      await shows(name);
    }
    expect(await page.locator('a.older').count()).toBe(0);
    await page.getByRole('link', { name: `${words[0]} picture` }).click();
    await shows(order.at(-2)!);
    await page.keyboard.press('l');
    await page.locator('.sizes [aria-current]', { hasText: 'Large' }).waitFor();
    await shows(order.at(-2)!, '/l');
    await page.getByRole('link', { name: `${words[1]} picture` }).click();
    await shows(order.at(-1)!, '/l');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => 'same' in window)).toBe(true);
    // One step back of the browser is the list, however many were looked at; Escape leads there, too.
    await page.goBack();
    await tile(page, order[0]!).click();
    await shows(order[0]!);
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => url.pathname + url.search === path(where));
  });

  it.each(PLACES)('follow it by a swipe, and are fetched ahead: %s', async (place) => {
    const { page, path, order, query, idOf, shows } = await open(place, { width: 390 });
    const ahead = (name: string) => [
      page.waitForResponse((response) => response.url().endsWith(path(`view/${idOf(name)}${query}`))),
      page.waitForResponse((response) => new RegExp(`/get/${idOf(name)}/[ml]`).test(response.url())),
    ];
    const fetched = Promise.all([...ahead(order[0]!), ...ahead(order[2]!)]);
    await tile(page, order[1]!).click();
    await fetched;
    await swipe(page, 300, 100);
    await shows(order[2]!);
    await swipe(page, 100, 300);
    await shows(order[1]!);
  });

  it.each(WIDTHS)('follow it without a script, and lead back: %j', async ({ place, width }) => {
    const { page, path, order, words, where, shows } = await open(place, { width, script: false });
    await tile(page, order[0]!).click();
    for (const name of order.slice(1)) {
      await page.getByRole('link', { name: `${words[1]} picture` }).click();
      await shows(name);
    }
    expect(await page.locator('a.older').count()).toBe(0);
    await page.getByRole('link', { name: 'Small' }).click();
    await shows(order.at(-1)!, '/s');
    await page.getByRole('link', { name: `${words[0]} picture` }).click();
    await shows(order.at(-2)!, '/s');
    await page.locator('.viewer .bar > a').click();
    await page.waitForURL((url) => url.pathname + url.search === path(where));
  });

  it.each(PLACES)('lead back to it from a deletion, which can be taken back there: %s', async (place) => {
    const { page, path, order, where, client } = await open(place, { width: 390 });
    await tile(page, order[1]!).click();
    await heading(page, order[1]!);
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.waitForURL((url) => url.pathname + url.search === path(where));
    expect(await page.locator('.grid > li').count()).toBe(order.length - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, order[1]!).waitFor();
    expect(await client.ids()).toHaveLength(5);
  });

  it('are those of the list once the album is gone', async () => {
    const { page, path, client, album, idOf, query } = await open('an album', { width: 1280 });
    await client.send('DELETE', `/api/albums/${album.id}`);
    await page.goto(path(`view/${idOf('c.jpg')}${query}`));
    await page.keyboard.press('ArrowRight');
    await heading(page, 'd.jpg');
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/list\/5\//);
  });
});
