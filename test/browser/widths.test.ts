import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { browserSuite } from './browser-suite.js';
import { everyPage, prepare, type Cast } from './every-page.js';
import { overflow } from './look.js';

const WIDTHS = Array.from({ length: (2560 - 320) / 40 + 1 }, (_, step) => 320 + 40 * step);
const PAGES = [
  'log in',
  'sign up',
  'empty list',
  'upload',
  'photos',
  'albums',
  'album',
  'found',
  'account',
  'list',
  'picture',
  'rejected picture',
  'trash',
  'api',
];

/** What is pressed and lies over something else that is, in the header and in the page; over a picture something may lie. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const pressed = 'a, button, summary, select, input:not([type=hidden], .unseen), textarea';
    const found: string[] = [];
    for (const part of ['.top', 'main']) {
      const all = [...document.querySelectorAll<HTMLElement>(`${part} :is(${pressed})`)]
        .filter(
          (one) =>
            one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest('.grid, .stage, .pop, .unseen, .drop'),
        )
        // A link within a text may be on two lines.
        .flatMap((one) => [...one.getClientRects()].map((box) => ({ one, box })))
        .filter(({ box }) => box.width > 1 && box.height > 1);
      for (const [index, { one, box }] of all.entries()) {
        for (const other of all.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (across <= 1 || down <= 1 || one.contains(other.one) || other.one.contains(one)) continue;
          found.push(
            `${one.textContent.trim() || one.outerHTML.slice(0, 60)} | ${other.one.textContent.trim() || other.one.outerHTML.slice(0, 60)}`,
          );
        }
      }
    }
    return found;
  });
}

/** Words of letters that are broken inside, and words that touch the next link's in the menu. Names and addresses may be of any length. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      const parent = text.parentElement!;
      if (!text.data.trim() || parent.closest('.name, code, kbd, script, .unseen, table, pre') || !parent.checkVisibility()) continue;
      // Only heard.
      if (parent.getBoundingClientRect().width <= 1) continue;
      for (const { 0: word, index } of text.data.matchAll(/(?<![\p{L}\p{N}_.@/-])\p{L}{2,20}(?![\p{L}\p{N}_.@/-])/gu)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.push(word);
      }
    }
    const labels = [...document.querySelectorAll('.menu a')].map((link) => {
      range.selectNodeContents(link);
      return range.getBoundingClientRect();
    });
    for (const [index, label] of labels.entries()) {
      const next = labels[index + 1];
      if (next && next.left < label.right + 2) found.push(`label ${index + 1} and the next`);
    }
    return found;
  });
}

browserSuite('every width from 320 to 2560', (stage) => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await prepare(stage.drive.url);
  });

  it.each(PAGES)('nothing overlaps, scrolls sideways or breaks a word: %s', async (name) => {
    const { path, as } = everyPage(cast)[name]!;
    const { page } = await stage.visit({ as });
    await page.goto(path);
    const bad: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const [over, broken, sideways] = await Promise.all([overlaps(page), brokenWords(page), overflow(page)]);
      const found = [...over, ...broken];
      if (sideways > 0) found.push(`${sideways} px wider than the window`);
      if (found.length > 0) bad.push(`${width}: ${found.join('; ')}`);
    }
    expect(bad).toEqual([]);
  });

  it('finds what is planted', async () => {
    const { page } = await stage.visit({ as: cast.owner, width: 800 });
    await page.goto(everyPage(cast)['account']!.path);
    await page.evaluate(() => {
      const menu = document.querySelector<HTMLElement>('.menu')!;
      document.querySelector<HTMLElement>('.top')!.style.whiteSpace = 'normal';
      menu.style.maxWidth = '200px';
      const [one, other] = document.querySelectorAll<HTMLElement>('main button');
      other!.style.position = 'fixed';
      const { left, top } = one!.getBoundingClientRect();
      Object.assign(other!.style, { left: `${left}px`, top: `${top}px` });
    });
    expect((await brokenWords(page)).length).toBeGreaterThan(0);
    expect((await overlaps(page)).length).toBeGreaterThan(0);
  });
});
