import { beforeAll, expect, it } from 'vitest';

import type { Client } from '../harness/http/client.js';
import { violations } from './axe.js';
import { browserSuite, type Visit, type VisitOptions } from './browser-suite.js';
import { everyPage, prepare, type Cast } from './every-page.js';
import { faint, overflow, spilled, tiny, unclear } from './look.js';

/** Milliseconds: every page is looked at as a whole, several thousand elements of /docs among them. */
const LONG = 400_000;

const LOOKS: VisitOptions[] = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 390, dark: false },
  { width: 390, dark: true },
  { width: 360, touch: true },
  { width: 360, touch: true, script: false },
];

browserSuite('every page', (stage) => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await prepare(stage.drive.url);
  });

  it.each(LOOKS)(
    'fits, can be read, is clear to those who hear it, and axe-core finds nothing: %j',
    async (look) => {
      stage.expect(/status of 404/);
      const visits = new Map<Client | null, Visit>();
      for (const [name, { path, as, click }] of Object.entries(everyPage(cast))) {
        const visit = visits.get(as) ?? (await stage.visit({ ...look, as }));
        visits.set(as, visit);
        const page = await visit.context.newPage();
        await page.goto(path, { waitUntil: 'load' });
        if (click) for (const summary of await page.locator(click).all()) await summary.click();
        expect.soft(await overflow(page), `${name}: wider than the window`).toBe(0);
        expect.soft(await spilled(page), `${name}: out of their boxes`).toEqual([]);
        expect.soft(await faint(page), `${name}: too faint`).toEqual([]);
        if (look.width! < 600) expect.soft(await tiny(page), `${name}: too small to hit`).toEqual([]);
        expect.soft(await unclear(page), `${name}: unclear`).toEqual([]);
        if (!look.touch) expect.soft(await violations(page), `${name}: axe-core`).toEqual([]);
        await page.close();
      }
    },
    LONG,
  );
});
