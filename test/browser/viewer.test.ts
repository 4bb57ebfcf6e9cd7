import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';
import { heading, swipe } from './viewing.js';

browserSuite('the viewer', (stage) => {
  /** Three pictures, the newest first. */
  async function three(visit: Visit): Promise<Image[]> {
    const images: Image[] = [];
    for (const name of ['first.jpg', 'second.jpg', 'third.jpg']) {
      const image = await visit.client.upload(await unique(2400, 1600).jpeg().toBuffer(), { name });
      images.unshift(await ready(visit.client, image.id));
    }
    return images;
  }
  const shown = (page: Page) => page.locator('img.shown');
  const scale = (page: Page) => shown(page).evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).a);

  it('goes to the next picture and back by button and by key without leaving the page, and to the list with Escape', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest, middle, oldest] = await three(visit);
    await page.goto(path('list/20/'));
    await page.locator(`a[href*="${newest!.id}?"]`).click();
    await heading(page, 'third.jpg');
    await page.evaluate(() => Object.assign(window, { same: true }));
    await page.getByRole('link', { name: 'Older picture' }).click();
    await heading(page, 'second.jpg');
    expect(new URL(page.url()).pathname).toBe(path(`view/${middle!.id}`));
    expect(await page.title()).toBe('second.jpg · Shoebox');
    await page.keyboard.press('ArrowRight');
    await heading(page, 'first.jpg');
    expect(await page.getByRole('link', { name: 'Older picture' }).count()).toBe(0);
    // At the end nothing happens.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await heading(page, 'second.jpg');
    expect(await page.evaluate(() => 'same' in window)).toBe(true);
    expect(await page.locator('#said').textContent()).toBe('second.jpg');
    await page.keyboard.press('Escape');
    await page.locator(`a[href*="${oldest!.id}?"]`).waitFor();
    expect(new URL(page.url()).pathname).toBe(path('list/20/'));
  });

  it('comes back from any number of pictures with one step of the browser', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest] = await three(visit);
    await page.goto(path('photos/'));
    await page.goto(path(`view/${newest!.id}?in=photos`));
    for (const name of ['second.jpg', 'first.jpg']) {
      await page.keyboard.press('ArrowRight');
      await heading(page, name);
    }
    await page.goBack();
    await heading(page, 'By date');
  });

  it('changes the size by key, the address following, and keeps it for the next picture', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest, middle] = await three(visit);
    await page.goto(path(`view/${newest!.id}`));
    await page.keyboard.press('l');
    await page.locator(`img.shown[src^="/get/${newest!.id}/l?"]`).waitFor();
    expect(new URL(page.url()).pathname).toBe(path(`view/${newest!.id}/l`));
    await page.keyboard.press('ArrowRight');
    await page.locator(`img.shown[src^="/get/${middle!.id}/l?"]`).waitFor();
    await page.keyboard.press('s');
    await page.locator(`img.shown[src^="/get/${middle!.id}/s?"]`).waitFor();
  });

  it('fetches the pictures beside it ahead, and no original', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest, middle, oldest] = await three(visit);
    const fetched = new Set<string>();
    page.on('request', (request) => fetched.add(new URL(request.url()).pathname));
    const ahead = page.waitForResponse((response) => response.url().includes(`/get/${oldest!.id}/m`));
    const behind = page.waitForResponse((response) => response.url().includes(`/get/${newest!.id}/m`));
    await page.goto(path(`view/${middle!.id}`));
    await Promise.all([ahead, behind]);
    expect([...fetched].filter((address) => address.endsWith('/o'))).toEqual([]);
  });

  it('looks closer by click and key, at the original, and pans', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest, middle] = await three(visit);
    await page.goto(path(`view/${newest!.id}`));
    const original = page.waitForResponse((response) => response.url().includes(`/get/${newest!.id}/o`));
    await shown(page).click({ position: { x: 200, y: 150 } });
    await original;
    await page.locator(`img.shown[src^="/get/${newest!.id}/o?"]`).waitFor();
    expect(await scale(page)).toBeGreaterThanOrEqual(2);
    const before = await shown(page).boundingBox();
    await page.mouse.move(400, 400);
    await page.mouse.down();
    await page.mouse.move(340, 370, { steps: 3 });
    await page.mouse.up();
    const after = await shown(page).boundingBox();
    expect([after!.x - before!.x, after!.y - before!.y].map(Math.round)).toEqual([-60, -30]);
    // The end of a drag is no click.
    expect(await scale(page)).toBeGreaterThanOrEqual(2);
    // Arrows pan while one looks closer; Escape only leaves the closer look.
    await page.keyboard.press('ArrowRight');
    expect((await shown(page).boundingBox())!.x).toBeLessThan(after!.x);
    await page.keyboard.press('Escape');
    expect(await scale(page)).toBe(1);
    await heading(page, 'third.jpg');
    await page.keyboard.press('+');
    expect(await scale(page)).toBe(1.5);
    await page.keyboard.press('0');
    await page.keyboard.press('ArrowRight');
    await page.locator(`img.shown[src^="/get/${middle!.id}/m?"]`).waitFor();
    expect(await scale(page)).toBe(1);
  });

  it('goes on with a swipe', async () => {
    const visit = await stage.visit({ width: 390 });
    const { page, path } = visit;
    const [newest] = await three(visit);
    await page.goto(path(`view/${newest!.id}`));
    await swipe(page, 300, 100);
    await heading(page, 'second.jpg');
    // Neither a short one nor one that goes down the page.
    await swipe(page, 200, 160);
    await swipe(page, 300, 100, 300);
    await swipe(page, 100, 300);
    await heading(page, 'third.jpg');
  });

  it('changes name and time taken', async () => {
    const visit = await stage.visit();
    const { page, path, client } = visit;
    const [newest] = await three(visit);
    await page.goto(path(`view/${newest!.id}`));
    await page.getByText('Change name or date').click();
    await page.getByLabel('Name').fill('Moon.jpg');
    await page.getByLabel('Taken').fill('1969-07-20T20:17');
    // What is typed is no key of the page.
    await page.getByLabel('Name').press('End');
    await page.getByLabel('Name').press('l');
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Moon.jpgl');
    expect(await client.image(newest!.id)).toMatchObject({ name: 'Moon.jpgl', takenAt: '1969-07-20T20:17:00.000Z' });
  });

  it('prints the picture and nothing else', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    const [newest] = await three(visit);
    await page.goto(path(`view/${newest!.id}`));
    await page.emulateMedia({ media: 'print' });
    expect(await shown(page).isVisible()).toBe(true);
    for (const part of ['.top', '.bar', '.sizes', '.about', '.beside'])
      expect(await page.locator(part).first().isVisible(), part).toBe(false);
    for (const landscape of [false, true]) {
      const pdf = (await page.pdf({ format: 'A4', landscape })).toString('latin1');
      expect(pdf.match(/\/Type \/Page\b(?!s)/g), 'sheets of paper').toHaveLength(1);
      expect(pdf).toMatch(/\/Subtype \/Image/);
    }
  });
});
