import type { CDPSession, Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { unique } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite, type Visit } from './browser-suite.js';
import { tile } from './selecting.js';
import { heading } from './viewing.js';

type Point = readonly [x: number, y: number];
const PHONE = { width: 360, touch: true };

/** Fingers on the glass, as the system tells the browser of them: each goes from its first point to its last. */
async function drag(network: CDPSession, ...fingers: readonly (readonly [Point, Point])[]): Promise<void> {
  const at = (share: number) => fingers.map(([[x1, y1], [x2, y2]], id) => ({ x: x1 + (x2 - x1) * share, y: y1 + (y2 - y1) * share, id }));
  await network.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (const share of [0.25, 0.5, 0.75, 1]) await network.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(share) });
  await network.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const scale = (page: Page) => page.locator('img.shown').evaluate((image) => new DOMMatrix(getComputedStyle(image).transform).a);

browserSuite('on a phone, 360 pixels wide', (stage) => {
  async function three({ client }: Visit): Promise<string[]> {
    const ids: string[] = [];
    for (const name of ['first.jpg', 'second.jpg', 'third.jpg'])
      ids.unshift((await ready(client, (await client.upload(await unique(1200, 900).jpeg().toBuffer(), { name })).id)).id);
    return ids;
  }

  it('a swipe goes on and back, two fingers look closer, one then looks around, and nothing of it scrolls the page sideways', async () => {
    const visit = await stage.visit(PHONE);
    const { page, path, context } = visit;
    const [newest] = await three(visit);
    await page.goto(path('list/5/'));
    await page.getByRole('link', { name: 'third.jpg' }).tap();
    await page.locator(`img.shown[src^="/get/${newest}"]`).waitFor();
    const network = await context.newCDPSession(page);
    await drag(network, [
      [300, 300],
      [60, 310],
    ]);
    await heading(page, 'second.jpg');
    await drag(network, [
      [60, 300],
      [300, 290],
    ]);
    await heading(page, 'third.jpg');

    await drag(
      network,
      [
        [160, 300],
        [40, 300],
      ],
      [
        [200, 300],
        [320, 300],
      ],
    );
    await expect.poll(() => scale(page)).toBeGreaterThan(3);
    const before = await page.locator('img.shown').boundingBox();
    await drag(network, [
      [200, 300],
      [120, 260],
    ]);
    const after = await page.locator('img.shown').boundingBox();
    expect(after!.x).toBeLessThan(before!.x);
    await drag(
      network,
      [
        [40, 300],
        [175, 300],
      ],
      [
        [320, 300],
        [185, 300],
      ],
    );
    await expect.poll(() => scale(page)).toBe(1);
    expect(await page.evaluate(() => [window.scrollX, window.visualViewport!.scale])).toEqual([0, 1]);
    await heading(page, 'third.jpg');
  });

  it('selects with a finger that stays and with taps, deletes, and takes it back', async () => {
    const visit = await stage.visit(PHONE);
    const { page, path, client } = visit;
    await three(visit);
    await page.goto(path('photos/'));
    // What systems send for a finger that stays; Chromium on a desk sends it for none.
    await tile(page, 'second.jpg').evaluate((link) =>
      link.dispatchEvent(new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, cancelable: true })),
    );
    const bar = page.locator('#selection');
    await bar.getByText('1 selected').waitFor();
    await tile(page, 'first.jpg').tap();
    await bar.getByText('2 selected').waitFor();
    // Without anything that hovers the boxes are there at once.
    await page.getByRole('checkbox', { name: 'Select third.jpg' }).tap();
    await bar.getByText('3 selected').waitFor();
    await tile(page, 'third.jpg').tap();
    await bar.getByText('2 selected').waitFor();
    await bar.locator('summary').tap();
    await bar.getByRole('button', { name: 'Move to trash' }).tap();
    await page.getByText('2 pictures are in the trash.').waitFor();
    expect(await page.locator('.grid > li').count()).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).tap();
    await tile(page, 'first.jpg').waitFor();
    expect(await client.ids()).toHaveLength(3);
  });

  it('deletes from the page of a picture, and finds it again in the trash', async () => {
    const visit = await stage.visit({ ...PHONE, dark: true });
    const { page, path } = visit;
    await three(visit);
    await page.goto(path('list/5/'));
    await page.getByRole('link', { name: 'second.jpg' }).tap();
    await page.getByRole('link', { name: 'Delete' }).tap();
    await page.getByRole('button', { name: 'Move to trash' }).tap();
    await page.getByText('The picture is in the trash.').waitFor();
    await page.getByRole('link', { name: 'Trash' }).tap();
    await page.getByRole('button', { name: 'Restore second.jpg' }).tap();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.getByRole('link', { name: 'Pictures', exact: true }).tap();
    await page.getByRole('link', { name: 'second.jpg' }).waitFor();
  });
});
