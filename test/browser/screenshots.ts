import { mkdir, rm } from 'node:fs/promises';

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';
import { makeReadmePictures } from './readme-pictures.js';
import { DRAWN, invitations, setScene, uploading, type Scene } from './shots.js';

const FOLDER = 'screenshots';
const PHOTOS = process.env['SCREENSHOTS'] ?? DRAWN;

/** Waits for the pictures in the window; those further down are not even asked for. */
const SEEN_PICTURES = `Promise.all(
  [...document.images]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight)
    .map((one) => one.decode().catch(() => {})),
)`;

interface Shot {
  as: Client | null;
  path: string;
  script?: false;
  /** What is done on the page before its picture is taken. */
  act?: (page: Page) => Promise<unknown>;
  /** Only what the window shows, since the page is many of them, or something in it stays where the window ends. */
  window?: true;
}

const unfold = (selector: string) => async (page: Page) => {
  for (const summary of await page.locator(selector).all()) await summary.click();
};

/** Selects three pictures and unfolds the question whether to take them out of the album. */
const take = async (page: Page) => {
  for (const box of (await page.locator('.pick').all()).slice(0, 3)) await box.locator('input').check();
  await page.locator('#selection summary').first().click();
};

/** Ticks the first pictures of a page. */
async function tick(page: Page, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await page.locator('.pick input').nth(index).check({ force: true });
}

async function makeToken(page: Page): Promise<void> {
  await page.locator('summary', { hasText: 'Create token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Screenshots');
  await page.getByLabel('Upload pictures').check();
  await page.getByLabel('Create links and stop them').check();
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.getByLabel('Your new token').waitFor();
}

function shots(scene: Scene, [open, used]: [string, string]): Record<string, Shot> {
  const { newcomer, one, ada, many, waiting, picture, bad, unmade, album, link, locked } = scene;
  const of = (client: Client, rest: string) => ({ as: client, path: `/${client.user.name}/${rest}` });
  const guest = (path: string) => ({ as: null, path });
  return {
    'log-in': guest('/login'),
    'log-in-refused': {
      ...guest('/login'),
      act: async (page) => {
        await page.getByLabel('E-mail or user name').fill('ada');
        await page.getByLabel('Password').fill('not it');
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    'sign-up': guest('/signup'),
    invite: guest(open),
    'invite-used': guest(used),
    'sign-up-closed': guest(new URL('/signup', open).href),
    'list-empty': of(newcomer, 'list/5/'),
    'list-one': of(one, 'list/5/'),
    list: of(ada, 'list/20/'),
    'list-50': { ...of(many, 'list/50/'), window: true },
    'list-processing': of(waiting, 'list/5/'),
    selecting: { ...of(many, 'list/20/'), act: (page) => tick(page, 3), window: true },
    'selecting-delete': {
      ...of(many, 'list/20/'),
      act: async (page) => {
        await tick(page, 3);
        await page.locator('#selection summary').click();
      },
      window: true,
    },
    deleted: {
      ...of(many, 'list/20/'),
      act: async (page) => {
        await tick(page, 1);
        await page.locator('#selection summary').click();
        await page.getByRole('button', { name: 'Move to trash' }).click();
        await page.locator('.toast').waitFor();
      },
      window: true,
    },
    'photos-empty': of(newcomer, 'photos/'),
    photos: { ...of(many, 'photos/'), window: true },
    'albums-empty': of(newcomer, 'albums/'),
    albums: of(ada, 'albums/'),
    album: of(ada, `albums/${album}/`),
    'album-edit': of(ada, `albums/${album}/edit`),
    'album-selected': { ...of(ada, `albums/${album}/`), act: take },
    found: of(many, 'search/?q=IMG_1'),
    'found-nothing': of(ada, 'search/?q=elephant'),
    upload: of(newcomer, 'upload/'),
    uploading: { ...of(ada, 'upload/'), act: (page) => uploading(page, scene) },
    'upload-plain': { ...of(newcomer, 'upload/'), script: false },
    'upload-plain-refused': {
      ...of(newcomer, 'upload/'),
      script: false,
      act: async (page) => {
        await page.getByLabel('Choose pictures').setInputFiles([file('letter.pdf', Buffer.from('%PDF-1.7'), 'application/pdf')]);
        await page.getByRole('button', { name: 'Upload' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    picture: { ...of(ada, `view/${picture.id}`), window: true },
    'picture-information': {
      ...of(ada, `view/${picture.id}`),
      act: async (page) => {
        await unfold('.fold > summary')(page);
        await page.locator('#about').evaluate((about) => about.scrollIntoView());
      },
      window: true,
    },
    'picture-processing': { ...of(waiting, `view/${unmade.id}`), window: true },
    'picture-failed': { ...of(ada, `view/${bad.id}`), window: true },
    delete: of(ada, `delete/${picture.id}`),
    share: of(ada, `share/?ids=${picture.id}`),
    links: of(ada, 'shares/'),
    'links-empty': of(newcomer, 'shares/'),
    link: { ...of(ada, `shares/${link.id}`), act: unfold('.fold > summary') },
    shared: guest(link.page),
    'shared-picture': guest(link.images[0]!.page),
    'shared-locked': guest(locked.page),
    'shared-gone': guest('/p/nothing'),
    'trash-empty': of(newcomer, 'trash/'),
    trash: { ...of(ada, 'trash/'), act: unfold('details.confirm:not(.end) > summary:visible >> nth=0') },
    account: of(ada, 'account/'),
    'account-forms': { ...of(ada, 'account/'), act: unfold('.fold > summary') },
    'account-token': { ...of(ada, 'account/'), act: makeToken },
    keys: { ...of(ada, `view/${picture.id}`), act: (page) => page.keyboard.press('?'), window: true },
    'keys-list': { ...of(ada, 'list/20/'), act: (page) => page.keyboard.press('?'), window: true },
    'not-found': of(ada, 'nothing/'),
    docs: { as: ada, path: '/docs', window: true },
  };
}

browserSuite(
  'screenshots',
  (stage) => {
    let scene: Scene;
    let asking: TestDrive;
    let links: [string, string];
    beforeAll(async () => {
      await rm(FOLDER, { recursive: true, force: true });
      await mkdir(FOLDER);
      asking = await startDrive({ env: { SHOEBOX_SIGN_UP: 'invite' } });
      links = await invitations(asking);
      scene = await setScene(stage.drive, PHOTOS);
    });
    afterAll(async () => {
      await asking.close();
      if (PHOTOS === DRAWN) await makeReadmePictures(FOLDER);
    });

    it.each([1280, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark }))))(
      'of every page: %j',
      async ({ width, dark }) => {
        // The drive with invitations is another one.
        stage.expect(/status of (4\d\d|503)/, /^another origin was asked/);
        for (const [name, { as, path, act, script = true, window }] of Object.entries(shots(scene, links))) {
          const { page, context } = await stage.visit({ width, dark, as, script });
          await page.goto(path, { waitUntil: 'load' });
          await act?.(page);
          if (script) await page.evaluate(SEEN_PICTURES);
          const height = await page.locator('html').evaluate(({ scrollHeight }) => scrollHeight);
          // As tall as the page, so that what is fixed stays at its end.
          if (!window) await page.setViewportSize({ width, height });
          await page.screenshot({ path: `${FOLDER}/${name}-${width}-${dark ? 'dark' : 'light'}.png` });
          await context.close();
        }
      },
    );
  },
  // Without upkeep, which would make what is to look unmade.
  () => startDrive({ env: { SHOEBOX_UPKEEP_SECONDS: '86400' } }),
);
