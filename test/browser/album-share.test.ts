import { expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';

import { taken } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { looksRight } from './look.js';

browserSuite('sharing an album', (stage) => {
  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390, dark: true },
  ])('says before what it gives away, and is seen by others as it is at that moment: %j', async (options) => {
    const { page, client, path } = await stage.visit(options);
    const upload = async (name: string, day: number) => {
      const { id } = await client.upload(await taken(`2019:06:0${day} 10:00:00`), { name });
      return (await ready(client, id)).id;
    };
    const [a, b, c] = [await upload('a.jpg', 1), await upload('b.jpg', 2), await upload('c.jpg', 3)];
    const made = await client.json('POST', '/api/albums', { name: 'Rome', ids: [b, a] }, { status: 201 });
    const { album } = made.json<AlbumChanged>();
    await page.goto(album.page);
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByRole('heading', { name: 'Share the album Rome' }).waitFor();
    await page.getByText('Pictures that you add to the album later are visible immediately.').waitFor();
    await page.getByText('The originals are your unchanged files and contain their').waitFor();
    expect(await page.getByText(/up to \d+ × \d+, /).count()).toBe(4);
    expect(await page.getByLabel('Original').isChecked()).toBe(false);
    await looksRight(page);
    expect((await client.get('/api/shares')).json()).toMatchObject({ items: [] });
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByRole('heading', { name: 'Rome' }).waitFor();
    await looksRight(page);
    const link = await page.locator('#copy-link').inputValue();
    await page.goto(path('shares/'));
    await page.getByRole('link', { name: 'Album Rome' }).waitFor();
    await looksRight(page);

    const guest = (await stage.visit({ as: null })).page;
    const shown = () => guest.locator('.grid img').evaluateAll((all) => all.map((image) => (image as HTMLImageElement).alt));
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'Rome' }).waitFor();
    expect(await shown()).toEqual(['b.jpg', 'a.jpg']);
    await guest.getByRole('link', { name: 'b.jpg' }).click();
    await guest.getByRole('link', { name: 'Next picture' }).click();
    await guest.getByRole('heading', { name: 'a.jpg' }).waitFor();
    await guest.getByText('2 of 2').waitFor();
    expect(
      await guest.locator('figure img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(0);

    await page.goto(path(`view/${c}`));
    await page.getByRole('button', { name: 'Album' }).click();
    await page.getByRole('button', { name: /Rome/ }).click();
    await page.getByRole('link', { name: 'Shared with a link' }).waitFor();
    await looksRight(page);
    await client.send('DELETE', `/api/images/${b}`);
    await guest.goto(link);
    await guest.getByText('2 pictures').waitFor();
    expect(await shown()).toEqual(['a.jpg', 'c.jpg']);

    await page.goto(`${album.page}edit`);
    await page.locator('summary', { hasText: 'Delete album' }).click();
    await page.getByText('its links stop working').waitFor();
    await page.getByRole('button', { name: 'Delete album' }).click();
    await page.getByText('No albums yet').waitFor();
    stage.expect(/status of 404/);
    await guest.reload();
    await guest.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  it('can be given before anything is in it', async () => {
    const { page, client } = await stage.visit({ width: 390 });
    const made = await client.json('POST', '/api/albums', { name: 'To come' }, { status: 201 });
    await page.goto(made.json<AlbumChanged>().album.page);
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByText('nothing yet').first().waitFor();
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByText('The album is empty.').waitFor();
    await page.goto(await page.locator('#copy-link').inputValue());
    await page.getByText('No pictures yet').waitFor();
    await looksRight(page);
  });
});
