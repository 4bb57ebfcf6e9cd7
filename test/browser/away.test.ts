import { createHash } from 'node:crypto';

import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { startDrive } from '../harness/drive/drive.js';
import { noise } from '../harness/images/images.js';
import { browserSuite, type BrowserStage, type Visit } from './browser-suite.js';
import { file, type TestFile } from './files.js';

const row = (page: Page, name: string): Locator => page.locator('.upload').filter({ hasText: name });
const NAMES = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'];
/** Bytes a second: a picture takes some seconds then. */
const SLOW = 200_000;

/** Another process on the same folder and the same port, once the first has died in the middle of everything. */
async function killed(stage: BrowserStage): Promise<() => Promise<void>> {
  const { url, dataDir, stop } = stage.drive;
  await stop('SIGKILL');
  return async () => {
    stage.drive = await startDrive({ dataDir: dataDir!, env: { PORT: new URL(url).port } });
  };
}

browserSuite(
  'uploads while the drive is away',
  (stage) => {
    /** The page with five uploads, three of them half-way. */
    async function halfWay({ page, context, path }: Visit): Promise<TestFile[]> {
      stage.expect(/ERR_(CONNECTION_(RESET|REFUSED|ABORTED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)/, /status of 503/);
      await page.goto(path('upload/'));
      const network = await context.newCDPSession(page);
      await network.send('Network.enable');
      const speed = (uploadThroughput: number) =>
        network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
      await speed(SLOW);
      const files = await Promise.all(NAMES.map(async (name) => file(name, await noise(900, 900))));
      await page.getByLabel('Choose pictures').setInputFiles(files);
      for (const name of NAMES.slice(0, 3))
        await row(page, name)
          .getByText(/^[1-9]\d? %/)
          .waitFor();
      return files;
    }

    /** What the drive keeps is what was sent, once each. */
    async function allThere({ client }: Visit, files: readonly TestFile[]): Promise<void> {
      const hash = ({ buffer }: TestFile) => createHash('sha256').update(buffer).digest('hex');
      const { items } = await client.list();
      expect(items.map(({ name, sha256 }) => [name, sha256]).toSorted()).toEqual(files.map((one) => [one.name, hash(one)]));
    }

    it.each([1280, 390])('go again by themselves when it is back, none is lost and none is there twice, at %i', async (width) => {
      const visit = await stage.visit({ width });
      const { page } = visit;
      const files = await halfWay(visit);
      const start = await killed(stage);
      for (const name of NAMES.slice(0, 3)) await row(page, name).getByText('Retrying automatically.').waitFor();
      for (const name of NAMES.slice(3)) await row(page, name).getByText('Waiting').waitFor();
      await start();
      await page.getByText('5 of 5 uploaded').waitFor();
      await page.getByRole('status').getByText('All 5 uploaded').waitFor();
      await allThere(visit, files);
    });

    it('go again at once when somebody who knows that it is back says so, and not the one that was cancelled', async () => {
      const visit = await stage.visit();
      const { page } = visit;
      // Time stands still from here on, so nothing goes by itself.
      await page.clock.install();
      const files = await halfWay(visit);
      await page.clock.pauseAt(Date.now() + 3_600_000);
      const start = await killed(stage);
      for (const name of NAMES.slice(0, 3)) await row(page, name).getByText('Retrying automatically.').waitFor();
      await row(page, 'b.jpg').getByRole('button', { name: 'Cancel: b.jpg' }).click();
      await row(page, 'b.jpg').getByText('Cancelled').waitFor();
      await start();
      await page.getByRole('button', { name: 'Try again: a.jpg' }).click();
      await page.getByText('4 of 5 uploaded').waitFor();
      await allThere(
        visit,
        files.filter(({ name }) => name !== 'b.jpg'),
      );
    });
  },
  () => startDrive(),
);
