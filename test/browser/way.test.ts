import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { newEmail, PASSWORD } from '../harness/http/client.js';
import { jpeg, TYPES, unique } from '../harness/images/images.js';
import { browserSuite } from './browser-suite.js';
import { drop, file, paste } from './files.js';

/** The pixels that the browser really decoded, wide and high. */
function decoded(page: Page, selector: string): Promise<number[]> {
  return page.locator(selector).evaluate(async (image) => {
    if (!(image instanceof HTMLImageElement)) return [];
    await image.decode();
    // Of the file that was chosen: where there is a choice the element counts in pixels of the page.
    const chosen = new Image();
    chosen.src = image.currentSrc;
    await chosen.decode();
    return [chosen.naturalWidth, chosen.naturalHeight];
  });
}

browserSuite('the whole way of a picture in a browser', (stage) => {
  it.each([
    { width: 1280, dark: false },
    { width: 1280, dark: true },
    { width: 390, dark: false },
    { width: 390, dark: true },
  ])('from the account to the last farewell, at $width (dark: $dark)', async (look) => {
    const { page } = await stage.visit({ ...look, as: null });
    const email = newEmail('grace');
    const original = await unique(2400, 1800).jpeg().toBuffer();

    await page.goto('/');
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
    const home = new URL(page.url()).pathname.replace(/list\/5\/?$/, '');
    expect(home).toMatch(/^\/grace-[a-z0-9-]+\/$/);

    await page.getByRole('link', { name: 'Upload pictures' }).click();
    stage.expect(/status of 415/);
    const made = await Promise.all(TYPES.map(async ({ type, extension, make }) => file(`one.${extension}`, await make(), type)));
    await page.getByLabel('Choose pictures').setInputFiles([file('first.jpg', original), ...made]);
    await page.getByText('8 of 8 uploaded').waitFor();
    await drop(page, [file('dropped.jpg', await jpeg()), file('letter.jpg', Buffer.from('Dear Ada,')), file('copy.jpg', original)]);
    await paste(page, file('pasted.jpg', await jpeg()));
    await page.getByText('11 of 12 uploaded, 1 failed').waitFor();
    expect(await page.locator('.upload[data-state=done]').count()).toBe(10);
    await page.locator('.upload[data-state=duplicate]').filter({ hasText: 'copy.jpg' }).waitFor();
    await page.locator('.upload[data-state=refused]').filter({ hasText: 'This type is not supported' }).waitFor();

    await page.getByRole('link', { name: 'See your pictures' }).click();
    // The page is never loaded again: what is not made yet comes by itself.
    await page.evaluate('window.loadedOnce = true');
    for (const name of ['first.jpg', 'dropped.jpg', 'pasted.jpg', ...made.map((one) => one.name)])
      await page.locator(`img[alt="${name}"]`).waitFor();
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
    expect(await decoded(page, 'img[alt="first.jpg"]')).toEqual([320, 240]);

    await page.goto(`${home}list/1/`);
    expect(await page.locator('.grid > li').count()).toBe(1);
    await page.getByRole('link', { name: 'Show more' }).click();
    expect(await page.locator('.grid > li').count()).toBe(5);
    await page.getByRole('navigation', { name: 'How many pictures' }).getByRole('link', { name: '20', exact: true }).click();
    await page.waitForURL(`**${home}list/20/`);
    expect(await page.locator('.grid > li').count()).toBe(10);

    await page.getByRole('link', { name: 'first.jpg' }).click();
    await page
      .getByRole('link', { name: /^Large/ })
      .and(page.locator('.sizes a:has-text("2048 × 1536")'))
      .waitFor();
    expect(await decoded(page, 'img.shown')).toEqual([1024, 768]);
    for (const [label, pixels] of [
      [/^Small/, [320, 240]],
      [/^Large/, [2048, 1536]],
      [/^Original/, [2400, 1800]],
      [/^Medium/, [1024, 768]],
    ] as const) {
      await page.getByRole('navigation', { name: 'Size' }).getByRole('link', { name: label }).click();
      await page
        .locator('.sizes a[aria-current=page]')
        .and(page.getByRole('link', { name: label }))
        .waitFor();
      expect(await decoded(page, 'img.shown'), String(label)).toEqual(pixels);
    }

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download original' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('first.jpg');
    expect((await readFile(await download.path())).equals(original)).toBe(true);

    await page.getByText('Change name or date').click();
    await page.getByLabel('Name').fill('Summer at the lake.jpg');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Summer at the lake.jpg' }).waitFor();
    const view = page.url();

    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    // To the list that it was opened from.
    await page.waitForURL(/\/list\/20\//);
    expect(await page.locator('.grid > li').count()).toBe(9);
    stage.expect(/status of 404/);
    expect((await page.goto(view))?.status()).toBe(404);

    await page.goto(`${home}trash/`);
    expect(await decoded(page, 'img[alt="Summer at the lake.jpg"]')).toEqual([320, 240]);
    await page.getByRole('button', { name: 'Restore Summer at the lake.jpg' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.goto(view);
    expect(await decoded(page, 'img.shown')).toEqual([1024, 768]);

    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.waitForURL(/\/list\/20\//);
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByLabel('Delete Summer at the lake.jpg for good').click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    // Where one wanted to go is where one comes out.
    await page.goto(`${home}list/20/`);
    await page.getByLabel('E-mail or user name').fill(home.slice(1, -1));
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(`**${home}list/20/`);
    expect(await page.locator('.grid > li').count()).toBe(9);
  });
});
