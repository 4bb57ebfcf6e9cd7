import type { Locator, Page } from 'playwright-core';

import type { Image } from '#libs/api/image.js';

import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import type { Visit } from './browser-suite.js';

export const NAMES = ['e.jpg', 'd.jpg', 'c.jpg', 'b.jpg', 'a.jpg'];

/** What is done with what is selected. */
export const bar = (page: Page): Locator => page.locator('#selection');
export const box = (page: Page, name: string): Locator => page.getByRole('checkbox', { name: `Select ${name}` });
export const tile = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true });
export const ticked = (page: Page): Promise<string[]> =>
  page.locator('.pick :checked').evaluateAll((all) => all.map((one) => one.ariaLabel!.replace('Select ', '')));

/** Five pictures of May 2020, a.jpg the newest. */
export async function five({ client }: Visit): Promise<Image[]> {
  const images: Image[] = [];
  for (const [index, name] of NAMES.entries()) {
    const modifiedAt = new Date(Date.UTC(2020, 4, 1 + index)).toISOString();
    images.unshift(await ready(client, (await client.upload(await jpeg(200, 150), { name, modifiedAt })).id));
  }
  return images;
}
