import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { jpeg, noise } from '../harness/images/images.js';
import { browserSuite } from './browser-suite.js';
import { file, paste } from './files.js';

const row = (page: Page, name: string): Locator => page.locator('.upload').filter({ hasText: name });

browserSuite('many files in a browser', (stage) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-folder-'));
    await mkdir(join(folder, 'holiday', 'beach'), { recursive: true });
    await writeFile(join(folder, 'holiday', 'one.jpg'), await jpeg());
    await writeFile(join(folder, 'holiday', 'beach', 'two.JPG'), await jpeg());
    for (const name of ['notes.txt', '.hidden', 'beach/clip.mp4']) await writeFile(join(folder, 'holiday', name), 'x');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['picking', 'dropping'])('takes a folder by %s: its pictures at any depth, and says what it left out', async (way) => {
    const { page, context, path, client } = await stage.visit();
    await page.goto(path('upload/'));
    const holiday = join(folder, 'holiday');
    if (way === 'picking') {
      await page.getByLabel('Choose a folder').setInputFiles(holiday);
    } else {
      const session = await context.newCDPSession(page);
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', {
          type,
          x: 600,
          y: 300,
          data: { items: [], files: [holiday], dragOperationsMask: 1 },
        });
      }
    }
    await page.getByText('2 of 2 uploaded').waitFor();
    await page.getByText(/^Skipped, not pictures: (notes\.txt, clip\.mp4|clip\.mp4, notes\.txt)\.$/).waitFor();
    const { items } = await client.list();
    expect(items.map(({ name }) => name).toSorted()).toEqual(['one.jpg', 'two.JPG']);
  });

  it('waits while there is no connection, holds the rest back, and goes on by itself', async () => {
    const { page, context, path, client } = await stage.visit();
    stage.expect(/ERR_INTERNET_DISCONNECTED/);
    await page.goto(path('upload/'));
    await context.setOffline(true);
    const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
    await page.getByLabel('Choose pictures').setInputFiles(await Promise.all(names.map(async (name) => file(name, await jpeg()))));
    for (const name of names.slice(0, 3)) await row(page, name).getByText('The connection broke. Retrying automatically.').waitFor();
    for (const name of names.slice(3)) await row(page, name).getByText('Waiting').waitFor();
    await row(page, 'b.jpg').getByRole('button', { name: 'Cancel' }).click();
    await row(page, 'b.jpg').getByText('Cancelled').waitFor();
    await context.setOffline(false);
    await page.getByText('4 of 5 uploaded').waitFor();
    expect(await client.ids()).toHaveLength(4);
  });

  it('tells speed, time left and the whole, here and in the title, and tries all again', async () => {
    const { page, context, path } = await stage.visit();
    stage.expect(/status of 507/);
    await page.goto(path('upload/'));
    const full = { type: '/docs#STORAGE_FULL', title: 'The drive is full', status: 507, code: 'STORAGE_FULL', detail: 'Make room.' };
    await page.route('**/api/images?*', (route) => route.fulfill({ status: 507, json: full }));
    const files = await Promise.all(['a.jpg', 'b.jpg'].map(async (name) => file(name, await noise(900, 700))));
    await page.getByLabel('Choose pictures').setInputFiles(files);
    await page.getByText('0 of 2 uploaded, 2 failed').waitFor();
    await row(page, 'a.jpg').getByText('The drive is full. Make room.').waitFor();
    expect(await page.title()).toBe('2 failed · Upload · Shoebox');
    await page.unroute('**/api/images?*');
    const network = await context.newCDPSession(page);
    const speed = (uploadThroughput: number) =>
      network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
    await network.send('Network.enable');
    await speed(150_000);
    await page.getByRole('button', { name: 'Retry all' }).click();
    await row(page, 'a.jpg')
      .getByText(/^ · [\d.]+ KB\/s, \d+ s left$/)
      .waitFor();
    await page
      .locator('.uploads-pace')
      .getByText(/KB\/s, \d+ s left$/)
      .waitFor();
    expect(await page.title()).toMatch(/^\d+ % · Upload · Shoebox$/);
    await speed(-1);
    await page.getByText('2 of 2 uploaded').waitFor();
    await page.getByRole('status').getByText('All 2 uploaded').waitFor();
    expect(await page.title()).toBe('Upload · Shoebox');
    expect(await page.getByRole('button', { name: 'Retry all' }).count()).toBe(0);
  });

  it('gives a pasted picture a name with its moment', async () => {
    const { page, path, client } = await stage.visit();
    await page.goto(path('upload/'));
    await paste(page, file('image.png', await jpeg(), 'image/png'));
    await page.getByText('1 of 1 uploaded').waitFor();
    const { items } = await client.list();
    expect(items[0]!.name).toMatch(/^Pasted \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
  });
});
