import { expect, it } from 'vitest';

import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';
import { overflow } from './look.js';

const NAMES = [
  '<script>window.ran=1<!--.jpg',
  '"><img src=x onerror=window.ran=1>.jpg',
  "' onfocus='window.ran=1' autofocus='.jpg",
  '</title></textarea><svg onload=window.ran=1>.jpg',
  'javascript:window.ran=1',
  '🏖️ Strand 👩‍👩‍👧 ünïcödé.jpg',
  '\u202Egpj.exe',
  `${'n'.repeat(3000)}.jpg`,
];

browserSuite('names that mean harm', (stage) => {
  it.each([1280, 360])('are shown as they are, do nothing and fit, at %i', async (width) => {
    const { page, client, path } = await stage.visit({ width });
    const harmless = async (where: string) => {
      expect(await page.evaluate('window.ran'), where).toBeUndefined();
      expect(await overflow(page), where).toBe(0);
    };
    await page.goto(path('upload/'));
    const files = await Promise.all(NAMES.map(async (name) => file(name, await jpeg())));
    await page.getByLabel('Choose pictures').setInputFiles(files);
    await page.getByText(`${NAMES.length} of ${NAMES.length} uploaded`).waitFor();
    await harmless('the upload page');

    const { items } = await client.list();
    for (const { id } of items) await ready(client, id);
    await page.goto(path('list/50/'));
    const alts = await page.locator('.grid img').evaluateAll((images) => images.map((image) => image.getAttribute('alt') ?? ''));
    expect(alts.toSorted()).toEqual(items.map(({ name }) => name).toSorted());
    // The long one is cut to what a file system takes, and of a path only the last part counts; else they stay to the letter.
    expect(alts).toEqual(expect.arrayContaining(NAMES.slice(0, 6).map((name) => name.split('/').at(-1))));
    await harmless('the list');

    for (const { id, name } of items) {
      await page.goto(path(`view/${id}`));
      expect((await page.locator('h1').textContent())?.trim()).toBe(name.trim());
      expect(await page.title()).toContain(name.slice(0, 8).trim());
      await harmless(`the page of ${name}`);
      await page.getByText('Change name or date').click();
      expect(await page.getByLabel('Name').inputValue()).toBe(name);
      await page.goto(path(`delete/${id}`));
      await harmless(`the question about ${name}`);
      await page.getByRole('button', { name: 'Move to trash' }).click();
      await page.waitForURL('**/list/5');
    }
    await page.goto(path('trash/'));
    expect(await page.locator('.trash > li').count()).toBe(NAMES.length);
    await harmless('the trash');
  });
});
