import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { cutJpeg, jpeg, noise } from '../harness/images/images.js';
import { browserSuite } from './browser-suite.js';
import { drop, file } from './files.js';

const row = (page: Page, name: string): Locator => page.locator('.upload').filter({ hasText: name });

browserSuite('uploads in a browser', (stage) => {
  it('takes what is dropped on the upload page, says what was refused and why, and links what was there', async () => {
    const { page, path, client } = await stage.visit();
    const known = await client.upload(await jpeg(), { name: 'known.jpg' });
    const bytes = (await client.get(`/get/${known.id}/o`)).bytes;
    stage.expect(/status of 4(00|15)/);
    await page.goto(path('upload/'));
    await drop(page, [
      file('new.jpg', await jpeg()),
      file('letter.jpg', Buffer.from('Dear Ada,')),
      file('nothing.jpg', Buffer.alloc(0)),
      file('copy.jpg', bytes),
    ]);
    await row(page, 'letter.jpg').getByText('This type is not supported').waitFor();
    await row(page, 'nothing.jpg').getByText('The file is empty').waitFor();
    await row(page, 'copy.jpg').getByText('Already in your drive').waitFor();
    await row(page, 'new.jpg').getByText('Done').waitFor();
    expect(await row(page, 'letter.jpg').getByRole('button').count(), 'a button that could only fail again').toBe(0);
    await page.getByText('2 of 4 uploaded').waitFor();
    expect(await row(page, 'copy.jpg').getByRole('link', { name: 'Show' }).getAttribute('href')).toBe(known.page);
  });

  it('shows what is dropped on the list, and what can’t be shown, without loading the page again', async () => {
    const { page, path } = await stage.visit({ width: 390 });
    await page.goto(path('list/5/'));
    await page.evaluate('window.loadedOnce = true');
    await drop(page, [file('dropped.jpg', await jpeg()), file('cut.jpg', await cutJpeg())]);
    await page.locator('.grid img[alt="dropped.jpg"]').waitFor();
    await page.locator('.grid li').filter({ hasText: 'Can’t be shown' }).waitFor();
    expect(await page.locator('#uploads').isHidden(), 'rows of what the page shows by now').toBe(true);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });

  it('takes what was chosen before its script was there', async () => {
    const { page, path } = await stage.visit();
    let arrive: () => Promise<void>;
    const asked = new Promise<void>((resolve) => {
      void page.route('**/assets/*.js', (route) => {
        arrive = () => route.continue();
        resolve();
      });
    });
    await page.goto(path('upload/'), { waitUntil: 'commit' });
    await asked;
    await page.getByLabel('Choose pictures').setInputFiles([file('early.jpg', await jpeg())]);
    await arrive!();
    await row(page, 'early.jpg').getByText('Done').waitFor();
  });

  it('says how far a file is, cancels it and tries it again', async () => {
    const { page, context, path, client } = await stage.visit();
    await page.goto(path('upload/'));
    const network = await context.newCDPSession(page);
    const speed = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await network.send('Network.enable');
    await speed(100_000);
    await page.getByLabel('Choose pictures').setInputFiles([file('slow.jpg', await noise(1200, 1000))]);
    const slow = row(page, 'slow.jpg');
    await slow.getByText(/^[1-9]\d? %$/).waitFor();
    expect(await slow.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBeGreaterThan(0);
    await slow.getByRole('button', { name: 'Cancel: slow.jpg' }).click();
    await slow.getByText('Cancelled').waitFor();
    expect(await client.ids()).toEqual([]);
    await speed(-1);
    await slow.getByRole('button', { name: 'Try again: slow.jpg' }).click();
    await slow.getByText('Done').waitFor();
    expect(await client.ids()).toHaveLength(1);
  });

  it('offers another try when the connection broke or nobody is logged in any more', async () => {
    const { page, context, path } = await stage.visit();
    stage.expect(/ERR_CONNECTION_RESET/, /status of 401/);
    await page.goto(path('upload/'));
    await page.route('**/api/images?*', (route) => route.abort('connectionreset'));
    await page.getByLabel('Choose pictures').setInputFiles([file('a.jpg', await jpeg())]);
    await row(page, 'a.jpg').getByText('The connection broke').waitFor();
    await page.unroute('**/api/images?*');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Try again: a.jpg' }).click();
    await row(page, 'a.jpg').getByText('You are logged out.').waitFor();
    expect(await row(page, 'a.jpg').getByRole('link', { name: 'Log in' }).getAttribute('href')).toBe('/login');
  });

  it('sends three at a time, and asks before people leave half-way', async () => {
    const { page, path } = await stage.visit();
    await page.goto(path('upload/'));
    let held = 0;
    await page.route('**/api/images?*', () => void (held += 1));
    // The browser asks only people who have touched the page.
    await page.getByRole('heading', { name: 'Upload' }).click();
    const files = await Promise.all([1, 2, 3, 4, 5].map(async (index) => file(`${index}.jpg`, await jpeg())));
    await page.getByLabel('Choose pictures').setInputFiles(files);
    await expect.poll(() => held).toBe(3);
    await page.getByText('0 of 5 uploaded').waitFor();
    const asked = page.waitForEvent('dialog');
    void page.getByRole('link', { name: 'Trash' }).click({ noWaitAfter: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    expect(new URL(page.url()).pathname).toBe(path('upload/'));
    expect(held).toBe(3);
  });
});
