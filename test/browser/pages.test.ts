import { beforeAll, expect, it } from 'vitest';

import { browserSuite } from './browser-suite.js';
import { everyPage, prepare, type Cast } from './every-page.js';
import { faint, overflow, spilled, tiny, unclear } from './look.js';

browserSuite('every page', (stage) => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await prepare(stage.drive.url);
  });

  it.each([
    { width: 1280, dark: false },
    { width: 1280, dark: true },
    { width: 390, dark: true },
    { width: 360, touch: true },
    { width: 360, touch: true, script: false },
  ])('fits, can be read and is clear to those who hear it: %j', async (look) => {
    stage.expect(/status of 404/);
    for (const [name, { path, as, click }] of Object.entries(everyPage(cast))) {
      const { page } = await stage.visit({ ...look, as });
      await page.goto(path, { waitUntil: 'load' });
      if (click) for (const summary of await page.locator(click).all()) await summary.click();
      expect.soft(await overflow(page), `${name}: wider than the window`).toBe(0);
      expect.soft(await spilled(page), `${name}: out of their boxes`).toEqual([]);
      expect.soft(await faint(page), `${name}: too faint`).toEqual([]);
      if (look.width < 600) expect.soft(await tiny(page), `${name}: too small to hit`).toEqual([]);
      expect.soft(await unclear(page), `${name}: unclear`).toEqual([]);
      await page.close();
    }
  });
});
