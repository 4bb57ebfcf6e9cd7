import { mkdir, rm } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { beforeAll, it } from 'vitest';

import { Client } from '../harness/client.js';
import { browserSuite } from './browser-suite.js';
import { setScene, uploading, type Scene } from './shots.js';

const FOLDER = 'screenshots';

/** Waits for the pictures in the window; those further down are not even asked for. */
const SEEN_PICTURES = `Promise.all(
  [...document.images]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight)
    .map((one) => one.decode().catch(() => {})),
)`;

interface Shot {
  as: Client | null;
  path: string;
  /** What is done on the page before its picture is taken. */
  act?: (page: Page) => Promise<unknown>;
}

const unfold = (selector: string) => async (page: Page) => {
  for (const summary of await page.locator(selector).all()) await summary.click();
};

/** Selects three pictures and unfolds the question whether to take them out of the album. */
const take = async (page: Page) => {
  for (const box of (await page.locator('.pick').all()).slice(0, 3)) await box.locator('input').check();
  await page.locator('#selection summary').first().click();
};

function shots(scene: Scene): Record<string, Shot> {
  const { newcomer, ada, many, picture, bad, album } = scene;
  const of = (client: Client, rest: string) => ({ as: client, path: `/${client.user.name}/${rest}` });
  return {
    'log-in': { as: null, path: '/login' },
    'log-in-refused': {
      as: null,
      path: '/login',
      act: async (page) => {
        await page.getByLabel('E-mail or user name').fill('ada');
        await page.getByLabel('Password').fill('not it');
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    'sign-up': { as: null, path: '/signup' },
    'list-empty': of(newcomer, 'list/5/'),
    list: of(ada, 'list/20/'),
    'list-50': of(many, 'list/50/'),
    'photos-empty': of(newcomer, 'photos/'),
    photos: of(many, 'photos/'),
    'albums-empty': of(newcomer, 'albums/'),
    albums: of(ada, 'albums/'),
    album: of(ada, `albums/${album}/`),
    'album-selected': { ...of(ada, `albums/${album}/`), act: take },
    found: of(many, 'search/?q=IMG_1'),
    'found-nothing': of(ada, 'search/?q=elephant'),
    upload: of(newcomer, 'upload/'),
    uploading: { ...of(ada, 'upload/'), act: (page) => uploading(page, scene) },
    picture: of(ada, `view/${picture.id}`),
    'picture-information': { ...of(ada, `view/${picture.id}`), act: unfold('.fold > summary') },
    'picture-failed': of(ada, `view/${bad.id}`),
    delete: of(ada, `delete/${picture.id}`),
    'trash-empty': of(newcomer, 'trash/'),
    trash: of(ada, 'trash/'),
    account: of(ada, 'account/'),
    'account-forms': { ...of(ada, 'account/'), act: unfold('.fold > summary') },
    keys: { ...of(ada, `view/${picture.id}`), act: (page) => page.keyboard.press('?') },
    'keys-list': { ...of(ada, 'list/20/'), act: (page) => page.keyboard.press('?') },
    'not-found': of(ada, 'nothing/'),
    docs: { as: ada, path: '/docs' },
  };
}

browserSuite('screenshots', (stage) => {
  let scene: Scene;
  beforeAll(async () => {
    await rm(FOLDER, { recursive: true, force: true });
    await mkdir(FOLDER);
    scene = await setScene(stage.drive.url, process.env['SCREENSHOTS'] ?? 'drawn');
  });

  it.each([1280, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark }))))('of every page: %j', async ({ width, dark }) => {
    stage.expect(/status of (4\d\d|503)/);
    for (const [name, { as, path, act }] of Object.entries(shots(scene))) {
      const { page, context } = await stage.visit({ width, dark, as });
      await page.goto(path, { waitUntil: 'load' });
      await act?.(page);
      await page.evaluate(SEEN_PICTURES);
      // As tall as the page, so that what is fixed stays at its end; of a page of many screens, as that of the API, the first.
      const tall = ['docs', 'list-50', 'photos', 'picture', 'keys'].includes(name);
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      if (!tall) await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${FOLDER}/${name}-${width}-${dark ? 'dark' : 'light'}.png` });
      await context.close();
    }
  });
});
