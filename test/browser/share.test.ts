import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { taken, unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';
import { looksRight } from './look.js';

let elsewhere: Server | undefined;
afterEach(() => {
  elsewhere?.closeAllConnections();
  elsewhere?.close();
});

/** A page of another site, which takes only what says that it may be taken (Cross-Origin-Embedder-Policy). */
async function pageElsewhere(html: string): Promise<string> {
  elsewhere = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'cross-origin-embedder-policy': 'require-corp' });
    response.end(`<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">${html}</html>`);
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  return `http://localhost:${(elsewhere.address() as AddressInfo).port}/`;
}

browserSuite('sharing', (stage) => {
  async function picture({ client }: Visit, name = 'sea.jpg'): Promise<Image> {
    const { id } = await client.upload(await unique(2400, 1600).jpeg().toBuffer(), { name });
    return ready(client, id);
  }
  const share = async ({ client }: Visit, body: object) =>
    (await client.json('POST', '/api/shares', body, { status: 201 })).json<ShareWithImages>();

  it('goes from a picture to a link, says before what it gives away, and ends it', async () => {
    const visit = await stage.visit();
    const { page, path, client } = visit;
    const { id } = await ready(client, (await client.upload(await taken('2019:06:01 10:00:00'), { name: 'sea.jpg' })).id);
    await page.goto(path(`view/${id}`));
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByRole('heading', { name: 'Share this picture' }).waitFor();
    expect(await page.getByLabel('Large').isChecked()).toBe(true);
    expect(await page.getByLabel('Original').isChecked()).toBe(false);
    await page.getByText('The original is your unchanged file').waitFor();
    expect((await client.get('/api/shares')).json()).toMatchObject({ items: [] });
    await page.getByRole('textbox', { name: 'Name' }).fill('A day at the sea');
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByRole('heading', { name: 'A day at the sea' }).waitFor();

    const link = await page.locator('#copy-link').inputValue();
    const guest = await stage.visit({ as: null });
    await guest.page.goto(link);
    await guest.page.getByRole('heading', { name: 'A day at the sea' }).waitFor();
    expect(
      await guest.page.locator('figure img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(0);

    await page.goto(path('shares/'));
    await page.getByText('Opened once').waitFor();
    await page.getByLabel('Stop sharing A day at the sea').click();
    await page.getByRole('button', { name: 'Stop sharing', exact: true }).click();
    await page.getByRole('heading', { name: 'No links yet' }).waitFor();
    stage.expect(/status of 404/);
    await guest.page.reload();
    await guest.page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  it('copies in the form that was chosen last', async () => {
    const visit = await stage.visit();
    const { page, path, context } = visit;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { id } = await share(visit, { imageIds: [(await picture(visit)).id] });
    await page.goto(path(`shares/${id}`));
    expect(await page.locator('#copy-markdown').isVisible()).toBe(false);
    await page.getByLabel('Copy as').selectOption('markdown');
    expect(await page.locator('#copy-link').isVisible()).toBe(false);
    await page.locator('[data-format=markdown] button').click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\[!\[sea\\\.jpg\]\(http/);
    await page.reload();
    expect(await page.locator('#copy-markdown').isVisible()).toBe(true);
  });

  it('shows in a page of another site as it was copied, until the link ends', async () => {
    const visit = await stage.visit();
    const { page, path, client } = visit;
    // Which this test is about.
    stage.expect(/^another origin was asked: http:\/\/localhost/);
    const { id, images } = await share(visit, { imageIds: [(await picture(visit)).id] });
    await page.goto(path(`shares/${id}`));
    const html = await page.locator('#copy-responsive').inputValue();
    const guest = await stage.visit({ as: null });
    const address = await pageElsewhere(html.replace(' loading="lazy"', ''));
    await guest.page.goto(address);
    const width = () =>
      guest.page.locator('img').evaluate((image: HTMLImageElement) =>
        image.decode().then(
          () => image.naturalWidth,
          () => 0,
        ),
      );
    expect(await width()).toBeGreaterThan(0);
    // A script there may read the bytes as well.
    const url = stage.drive.url + images[0]!.sizes.s!.url;
    expect(await guest.page.evaluate(async (from) => (await (await fetch(from)).blob()).size, url)).toBe(images[0]!.sizes.s!.bytes);
    await client.send('DELETE', `/api/shares/${id}`);
    stage.expect(/status of 404|ERR_BLOCKED_BY_RESPONSE/);
    // In a window that has nothing in its cache.
    const later = await stage.visit({ as: null });
    await later.page.goto(address);
    expect(
      await later.page.locator('img').evaluate((image: HTMLImageElement) =>
        image.decode().then(
          () => true,
          () => false,
        ),
      ),
    ).toBe(false);
  });

  it('works without JavaScript, with a password, and by the keyboard', async () => {
    const visit = await stage.visit({ script: false, width: 390 });
    const { page, path } = visit;
    const ids = [await picture(visit, 'first.jpg'), await picture(visit, 'second.jpg')].map((image) => image.id);
    stage.expect(/status of (401|422)/);
    await page.goto(path(`share/?ids=${ids.join(',')}`));
    for (const size of ['Small', 'Medium', 'Large']) await page.getByLabel(size).uncheck();
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.getByRole('alert').getByText('Select at least one size').waitFor();
    await page.getByLabel('Medium').check();
    await page.getByLabel('Password').fill('for friends');
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = await page.locator('#copy-link').inputValue();
    expect(await page.locator('[data-format]').count()).toBe(1);

    const guest = await stage.visit({ as: null });
    await guest.page.goto(link);
    await guest.page.keyboard.type('wrong one');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('alert').getByText('Wrong password').waitFor();
    await guest.page.getByLabel('Password').fill('for friends');
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('link', { name: 'first.jpg' }).click();
    await guest.page.getByRole('heading', { name: 'first.jpg' }).waitFor();
    await guest.page.keyboard.press('ArrowRight');
    await guest.page.getByRole('heading', { name: 'second.jpg' }).waitFor();
    expect(await guest.page.getByRole('link', { name: 'Next picture' }).count()).toBe(0);
    await guest.page.keyboard.press('Escape');
    await guest.page.getByRole('heading', { name: '2 pictures' }).waitFor();
  });

  it.each([
    { width: 1280, dark: false },
    { width: 390, dark: true },
  ])('looks right: %j', async (options) => {
    const visit = await stage.visit(options);
    const { page, path } = visit;
    const ids = [await picture(visit, `${'a-long-name-'.repeat(12)}.jpg`), await picture(visit)].map((image) => image.id);
    const one = await share(visit, { imageIds: [ids[0]], name: 'w'.repeat(100), expiresAt: '2099-01-01T00:00:00Z' });
    const two = await share(visit, { imageIds: ids, sizes: ['s', 'm', 'l', 'o'], password: 'for friends' });
    const open = await share(visit, { imageIds: ids });
    stage.expect(/status of (401|404)/);
    const own = [`share/?ids=${ids.join(',')}`, 'shares/', `shares/${one.id}`, `shares/${two.id}`].map(path);
    for (const address of [...own, one.page, two.page, open.page, `${open.page}/${ids[0]}`, '/p/nothing']) {
      await page.goto(address);
      await looksRight(page, address);
    }
  });
});
