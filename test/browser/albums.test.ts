import { expect, it } from 'vitest';

import type { AlbumList } from '#libs/api/album.js';

import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';
import { faint, overflow, tiny, unclear } from './look.js';

browserSuite('albums and searches', (stage) => {
  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390, dark: true },
  ])('an album is made, filled, ordered and deleted: %j', async (look) => {
    const { page, client, path } = await stage.visit(look);
    const [a, b] = [await client.upload(await jpeg(), { name: 'a.jpg' }), await client.upload(await jpeg(), { name: 'b.jpg' })];
    for (const { id } of [a, b]) await ready(client, id);
    await page.goto(path('albums/'));
    await page.getByText('No albums yet').waitFor();
    await page.getByLabel('Name of the new album').fill('Rome');
    await page.getByRole('button', { name: 'New album' }).click();
    await page.getByRole('heading', { name: 'Rome' }).waitFor();
    expect(await unclear(page)).toEqual([]);

    for (const { id } of [a, b]) {
      await page.goto(path(`view/${id}`));
      await page.getByRole('button', { name: 'Album' }).click();
      await page.getByRole('button', { name: /Rome/ }).click();
      await page.getByRole('heading', { name: 'Rome' }).waitFor();
    }
    const shown = () => page.locator('.grid img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).alt));
    expect(await shown()).toEqual(['a.jpg', 'b.jpg']);

    await page.getByRole('link', { name: 'Upload here' }).click();
    await page.getByText('added to the album').waitFor();
    await page.getByLabel('Choose pictures').setInputFiles([file('c.jpg', await jpeg())]);
    if (look.script) await page.getByRole('link', { name: 'See your pictures' }).click();
    else await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText('3 pictures').waitFor();

    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('checkbox', { name: 'c.jpg' }).check();
    await page.getByRole('button', { name: 'Move to start' }).click();
    await page.waitForURL('**/edit');
    await page.getByRole('checkbox', { name: 'b.jpg' }).check();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('checkbox', { name: 'b.jpg' }).waitFor({ state: 'detached' });
    expect([await unclear(page), await overflow(page), await faint(page), await tiny(page)]).toEqual([[], 0, [], []]);
    await page.getByLabel('Name').fill('Roma');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Roma' }).waitFor();
    const { items } = (await client.get('/api/albums')).json<AlbumList>();
    expect((await client.list({ album: items[0]!.id })).items.map(({ name }) => name)).toEqual(['c.jpg', 'a.jpg']);

    await page.goto(path('albums/'));
    expect([await unclear(page), await overflow(page), await faint(page), await tiny(page)]).toEqual([[], 0, [], []]);
    await page.getByRole('link', { name: /Roma/ }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('summary', { hasText: 'Delete album' }).click();
    await page.getByRole('button', { name: 'Delete album' }).click();
    await page.getByText('No albums yet').waitFor();
    expect(await client.ids()).toHaveLength(3);
  });

  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390, dark: true },
  ])('what is typed into the field is found, and said in words: %j', async (look) => {
    const { page, client, path } = await stage.visit(look);
    const { id } = await client.upload(await jpeg(), { name: 'Beach.jpg', modifiedAt: '2019-06-15T00:00:00Z' });
    await ready(client, id);
    await page.goto(path('list/5/'));
    await page.getByLabel('Search your pictures').fill('beach june');
    await page.getByLabel('Search your pictures').press('Enter');
    await page.getByText('name has “beach”, taken in June of any year').waitFor();
    expect(await page.getByRole('heading', { name: 'June 2019' }).count()).toBe(1);
    expect(await page.getByLabel('Search your pictures').inputValue()).toBe('beach june');
    expect([await unclear(page), await overflow(page), await faint(page), await tiny(page)]).toEqual([[], 0, [], []]);
    await page.getByLabel('Search your pictures').fill('may');
    await page.getByLabel('Search your pictures').press('Enter');
    await page.getByText('Nothing found').waitFor();
    await page.goto(path('photos/'));
    await page.getByLabel('Search your pictures').press('Enter');
    await page.getByRole('link', { name: '2018..2020' }).click();
    await page.getByRole('heading', { name: 'June 2019' }).waitFor();
  });
});
