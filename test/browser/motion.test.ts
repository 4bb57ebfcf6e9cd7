import { expect, it } from 'vitest';

import { animatedGif } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { everyPage, prepare } from './every-page.js';

/** Elements that would move by themselves or glide when they change. */
const MOVING = `
  [...document.querySelectorAll('*')].filter((one) => {
    const { transitionDuration, animationName } = getComputedStyle(one);
    return animationName !== 'none' || transitionDuration.split(',').some((duration) => parseFloat(duration) > 0);
  }).length + document.getAnimations().length
`;

browserSuite('what moves', (stage) => {
  it('an animated original plays, and its smaller sizes stand still', async () => {
    const { page, path, client } = await stage.visit();
    const { id } = await ready(client, (await client.upload(await animatedGif(), { name: 'waves.gif' })).id);
    const frames: Record<string, number> = {};
    for (const size of ['m', 'o']) {
      await page.goto(path(`view/${id}/${size}`));
      frames[size] = await page.locator('img.shown').evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        const answer = await fetch(image.currentSrc);
        const decoder = new ImageDecoder({ data: await answer.arrayBuffer(), type: answer.headers.get('content-type')! });
        await decoder.tracks.ready;
        return decoder.tracks.selectedTrack!.frameCount;
      });
    }
    expect(frames).toEqual({ m: 1, o: 3 });
  });

  it('nothing does for who asked their system for that, on any page, while a picture is made included', async () => {
    stage.expect(/status of 404/);
    const pages = everyPage(await prepare(stage.drive.url));
    for (const [name, { path, as }] of Object.entries(pages)) {
      const { page } = await stage.visit({ as });
      await page.goto(path);
      if (name === 'list') expect(await page.evaluate(MOVING), 'the test sees what moves').toBeGreaterThan(0);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      if (name === 'list')
        await page
          .locator('.grid a')
          .first()
          .evaluate((tile) => (tile.innerHTML = '<svg class="box waiting"></svg>'));
      expect.soft(await page.evaluate(MOVING), name).toBe(0);
      await page.close();
    }
  });
});
