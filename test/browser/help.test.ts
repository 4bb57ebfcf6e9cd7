import { expect, it } from 'vitest';

import { jpeg } from '../harness/pictures.js';
import { ready } from '../harness/until.js';
import { browserSuite } from './browser-suite.js';

browserSuite('the sheet of keys', (stage) => {
  it('tells by ? what each key does on this page, and closes by Escape, by its button and by a press beside it', async () => {
    const { page, client, path } = await stage.visit();
    const { id } = await ready(client, (await client.upload(await jpeg())).id);
    await page.goto(path(`view/${id}`));
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    await page.keyboard.press('?');
    const lines = await sheet.locator('.keys > div').allInnerTexts();
    const told = lines.map((line) => line.replace(/\s+/g, ' '));
    expect(told).toEqual(expect.arrayContaining(['Esc Pictures', 'D Download the original', 'Z Closest, and back', '4 Upload']));
    // Keys are the sheet's own now.
    await page.keyboard.press('3');
    expect(await sheet.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(path(`view/${id}`));

    await page.keyboard.press('?');
    await sheet.getByRole('button', { name: 'Close' }).click();
    await sheet.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.mouse.click(5, 300);
    await sheet.waitFor({ state: 'detached' });
  });

  it('goes to every page of the menu by a digit, and lets people turn such keys off', async () => {
    const { page, path } = await stage.visit();
    await page.goto(path('list/5/'));
    for (const [key, at] of Object.entries({ 2: 'photos/', 3: 'albums/', 4: 'upload/', 5: 'trash/', 6: 'account/', 1: 'list/5/' })) {
      await page.getByRole('main').press(key);
      await page.waitForURL(`**${path(at)}`);
    }
    await page.goto(path('account/'));
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByLabel('Letters and digits are shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('3');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe(path('account/'));
  });

  it('types a question mark where one types', async () => {
    const { page, path } = await stage.visit();
    await page.goto(path('account/'));
    await page.getByLabel('Current password').press('?');
    expect(await page.getByLabel('Current password').inputValue()).toBe('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});
