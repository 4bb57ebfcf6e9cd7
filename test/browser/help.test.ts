import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';

import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { bar, box, five } from './selecting.js';

const IN_A_GRID = [
  '← ↑ → ↓ Move between pictures, once one is focused',
  'Space Select or deselect the focused picture',
  'X Select or deselect the focused picture',
  'Shift ← ↑ → ↓ Extend the selection',
  'Ctrl A Select all',
  'Esc Clear selection',
  'Del Delete the selected pictures',
];
const SEARCH = '/ Search';
const ON_A_PICTURE = ['D Download the original', 'Del Delete', 'S Small', 'M Medium', 'L Large', 'O Original'];
const CLOSER = ['+ Zoom in', '- Zoom out', '0 Fit', 'Z Toggle full zoom'];
const EVERYWHERE = ['1 Pictures', '2 By date', '3 Albums', '4 Upload', '5 Trash', '6 Account'];
const NATIVE = ['Tab Next link, button or field', 'Enter Open or press the focused element', '? Show shortcuts'];

/** What the sheet tells about this page alone. Opens it and closes it again. */
async function sheetOf(page: Page): Promise<string[]> {
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await page.keyboard.press('?');
  const lines = (await sheet.locator('.keys > div').allInnerTexts()).map((line) => line.replace(/\s+/g, ' ').trim());
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  expect(lines.slice(-9)).toEqual([...EVERYWHERE, ...NATIVE]);
  return lines.slice(0, -9);
}

browserSuite('the sheet of keys', (stage) => {
  it('tells by ? what each key does on this page, and closes by Escape, by its button and by a press beside it', async () => {
    const { page, client, path } = await stage.visit();
    const { id } = await ready(client, (await client.upload(await jpeg())).id);
    await page.goto(path(`view/${id}`));
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    await page.keyboard.press('?');
    const lines = await sheet.locator('.keys > div').allInnerTexts();
    const told = lines.map((line) => line.replace(/\s+/g, ' '));
    expect(told).toEqual(expect.arrayContaining(['Esc Pictures', 'D Download the original', 'Z Toggle full zoom', '4 Upload']));
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

  it.each([1280, 390])('names every key that works on each page, those of the grid, too: at %i', async (width) => {
    const { page, path, client, ...visit } = await stage.visit({ width });
    await page.goto(path('list/5/'));
    expect(await sheetOf(page)).toEqual([]);
    const [newest, next] = await five({ page, path, client, ...visit });
    const { album } = (await client.json('POST', '/api/albums', { name: 'Rome', ids: [newest!.id] }, { status: 201 })).json<AlbumChanged>();
    for (const at of ['list/5/', 'photos/', 'search/?q=may']) {
      await page.goto(path(at));
      expect(await sheetOf(page), at).toEqual([SEARCH, ...IN_A_GRID]);
    }
    await page.goto(path(`albums/${album.id}/`));
    expect(await sheetOf(page)).toEqual(IN_A_GRID);
    await client.send('DELETE', `/api/images/${next!.id}`);
    await page.goto(path('trash/'));
    expect(await sheetOf(page)).toEqual(IN_A_GRID);
    await page.goto(path(`view/${newest!.id}`));
    const short = (lines: string[]) => lines.map((line) => line.replace(/ \d.*$/, ''));
    // What is known stands beside the picture where there is room for it.
    const information = width < 600 ? ['I Information'] : [];
    const viewer = ['Esc Pictures', ...information, ...ON_A_PICTURE.slice(0, 2), '→ Older picture', ...ON_A_PICTURE.slice(2)];
    expect(short(await sheetOf(page))).toEqual([...viewer, ...CLOSER]);
    // Closer up some keys do something else.
    await page.keyboard.press('+');
    const looking = ['← Pan left', '↑ Pan up', '↓ Pan down'];
    const closeUp = viewer.map((line) => line.replace('Esc Pictures', 'Esc Fit').replace('→ Older picture', '→ Pan right'));
    expect(short(await sheetOf(page))).toEqual([...closeUp, ...CLOSER, ...looking]);
  });

  it('keeps what is selected while it is open, and takes no key of the page', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    await five(visit);
    await page.goto(path('list/5/'));
    await box(page, 'a.jpg').check();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([await box(page, 'a.jpg').isChecked(), await bar(page).locator('details[open]').count()]).toEqual([true, 0]);
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
    await page.getByLabel('Single-key shortcuts').uncheck();
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
