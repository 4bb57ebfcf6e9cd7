import { beforeAll, expect, it } from 'vitest';

import type { Image } from '#libs/contract/image.js';

import { Client } from '../harness/client.js';
import { cutJpeg, jpeg } from '../harness/pictures.js';
import { settled } from '../harness/until.js';
import { browserSuite } from './browser-suite.js';
import { faint, overflow, spilled, tiny, unclear } from './look.js';

browserSuite('every page', (stage) => {
  let newcomer: Client;
  let owner: Client;
  let good: Image;
  let bad: Image;

  beforeAll(async () => {
    [newcomer, owner] = await Promise.all([Client.signUp(stage.drive.url), Client.signUp(stage.drive.url)]);
    for (const [width, height] of [
      [64, 48],
      [48, 64],
      [300, 20],
      [20, 300],
      [50, 50],
    ] as const)
      await owner.upload(await jpeg(width, height));
    good = await owner.upload(await jpeg(1600, 1200), { name: 'A day in the mountains with a name that is rather long.jpg' });
    bad = await owner.upload(await cutJpeg());
    const gone = await owner.upload(await jpeg());
    await owner.send('DELETE', `/api/images/${gone.id}`);
    for (const { id } of [good, bad]) await settled(owner, id);
  });

  const pages = (): Record<string, { path: string; as: Client | null; click?: string }> => {
    const [fresh, own] = [`/${newcomer.user.name}`, `/${owner.user.name}`];
    return {
      'log in': { path: '/login?next=/somewhere', as: null },
      'sign up': { path: '/signup', as: null },
      'not here': { path: `${own}/list/none`, as: owner },
      'empty list': { path: `${fresh}/list/5/`, as: newcomer },
      'empty trash': { path: `${fresh}/trash/`, as: newcomer },
      'no photos': { path: `${fresh}/photos/`, as: newcomer },
      upload: { path: `${fresh}/upload/`, as: newcomer },
      photos: { path: `${own}/photos/`, as: owner },
      account: { path: `${own}/account/?done=session`, as: owner, click: '.fold > summary' },
      list: { path: `${own}/list/5/`, as: owner },
      picture: { path: `${own}/view/${good.id}`, as: owner, click: '.fold > summary' },
      'rejected picture': { path: `${own}/view/${bad.id}`, as: owner },
      delete: { path: `${own}/delete/${good.id}`, as: owner },
      trash: { path: `${own}/trash/`, as: owner, click: 'details.confirm:not(.end) > summary' },
      api: { path: '/docs', as: null },
    };
  };

  it.each([
    { width: 1280, dark: false },
    { width: 1280, dark: true },
    { width: 390, dark: true },
    { width: 360, dark: false },
    { width: 360, dark: false, script: false },
  ])('fits, can be read and is clear to those who hear it: %j', async (look) => {
    stage.expect(/status of 404/);
    for (const [name, { path, as, click }] of Object.entries(pages())) {
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
