import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Holds that a page fits its window and can be read, pressed and understood. @param where said when it does not */
export async function looksRight(page: Page, where = page.url()): Promise<void> {
  const found = [await overflow(page), await spilled(page), await faint(page), await tiny(page), await unclear(page)];
  expect(found, where).toEqual([0, [], [], [], []]);
}

/** Pixels by which the page is wider than the window. */
export function overflow(page: Page): Promise<number> {
  return page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
}

/** Whether all of it is seen without scrolling: below the header, above the menu of a phone. */
export function inSight(element: Locator): Promise<boolean> {
  return element.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    const menu = document.querySelector('.menu');
    const end = menu && getComputedStyle(menu).position === 'fixed' ? menu.getBoundingClientRect().top : window.innerHeight;
    return top >= (document.querySelector('.top')?.getBoundingClientRect().bottom ?? 0) && bottom <= end;
  });
}

/** Texts that reach out of the box they stand in. */
export function spilled(page: Page): Promise<string[]> {
  return page.locator('body *').evaluateAll((elements) =>
    elements
      .filter(({ childNodes }) => [...childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()))
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 1)
      .filter((element) => {
        const box = element.parentElement?.getBoundingClientRect();
        const own = element.getBoundingClientRect();
        return box !== undefined && box.width > 0 && (own.right > box.right + 1 || own.left < box.left - 1);
      })
      .map(({ tagName, textContent }) => `${tagName}: ${textContent?.trim().slice(0, 60)}`),
  );
}

/** Texts whose contrast to the ground under them is below 4.5 (WCAG 2.2, 1.4.3). */
export function faint(page: Page): Promise<string[]> {
  return page.locator('body *').evaluateAll(async (elements) => {
    // On its way from one colour to another a button is neither.
    const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(changing.map(({ finished }) => finished));
    // `rgb(1, 2, 3)`, or `color(srgb 0.1 0.2 0.3 / 0.5)` where colours were mixed.
    const parse = (colour: string) => {
      const parts = (colour.match(/[\d.]+(?:e-\d+)?/g) ?? []).map(Number);
      return colour.startsWith('color(') ? parts.map((part, index) => (index < 3 ? part * 255 : part)) : parts;
    };
    const linear = (part = 0) => (part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([red, green, blue]: number[]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    const ground = (element: Element | null): number[] => {
      if (!element) return [255, 255, 255];
      const colour = parse(getComputedStyle(element).backgroundColor);
      return (colour[3] ?? 1) > 0.5 ? colour : ground(element.parentElement);
    };
    return elements
      .filter(({ childNodes }) => [...childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()))
      .filter((element) => element.checkVisibility())
      .flatMap((element) => {
        const both = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))];
        const contrast = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
        return contrast < 4.5 ? [`${contrast.toFixed(2)} ${element.tagName}: ${element.textContent?.trim().slice(0, 60)}`] : [];
      });
  });
}

/**
 * What is pressed and what a finger would miss: smaller than 44 pixels (WCAG 2.2, 2.5.5). Links within a text are not among it; of a field
 * that is drawn by its label the label counts.
 */
export function tiny(page: Page): Promise<string[]> {
  return page
    .locator('button, summary, select, textarea, input:not([type=hidden]), .button, .plain, .choices a, .downloads a, nav a, .grid a')
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .filter((element) => {
          const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
          const boxes = [element, ...labels.filter((label) => label.checkVisibility())].map((one) => one.getBoundingClientRect());
          return !boxes.some(({ width, height }) => width >= 43.5 && height >= 43.5);
        })
        .map((element) => `${element.tagName} ${element.getAttribute('name') ?? ''}: ${element.textContent?.trim().slice(0, 60)}`),
    );
}

/** What would leave somebody who hears the page, or goes through it by headings, without an answer. */
export async function unclear(page: Page): Promise<string[]> {
  const found: string[] = [];
  const say = (what: string, wrong: boolean) => wrong && found.push(what);
  say('no language', (await page.locator('html').getAttribute('lang')) !== 'en');
  say(`title ${await page.title()}`, !/^\S.* · Shoebox$/.test(await page.title()));
  say('not one main part', (await page.getByRole('main').count()) !== 1);
  say('no way past the menu', (await page.locator('body > a:first-child[href="#content"]').count()) !== 1);
  const levels = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
  say(`headings ${levels.join(' ')}`, levels.filter((level) => level === 1).length !== 1);
  say(
    `headings ${levels.join(' ')} skip one`,
    levels.some((level, index) => index > 0 && level > levels[index - 1]! + 1),
  );
  say('a picture without words', (await page.locator('img:not([alt]), svg[role=img]:not([aria-label])').count()) > 0);
  for (const role of ['button', 'link', 'navigation', 'progressbar'] as const) {
    const [all, named] = await Promise.all([page.getByRole(role).count(), page.getByRole(role, { name: /\S/ }).count()]);
    say(`a ${role} without a name`, all !== named);
  }
  const fields = await page
    .locator('input:not([type=hidden])')
    .evaluateAll((all) => all.map((field) => (field instanceof HTMLInputElement ? [field.name, field.labels?.length ?? 0] : [])));
  for (const [name, labels] of fields) say(`${name} without a label`, labels !== 1);
  const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  say('an id twice', new Set(ids).size !== ids.length);
  return found;
}
