import { readdirSync, readFileSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { expect, it } from 'vitest';

import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';

/** Bytes, compressed. */
const MOST = 60_000;
const MOST_SCRIPT = 25_000;
const BUILT = 'dist/public';

/** Adds up what moved under the eyes of the reader (Layout Instability API). */
const WATCH_SHIFTS = `
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** As small as the build made it: what a browser gets that takes gzip. */
function compressed(ending: string): number {
  const names = readdirSync(BUILT).filter((name) => name.endsWith(ending));
  expect(names, `the client has no ${ending}`).not.toEqual([]);
  return names.reduce((sum, name) => sum + statSync(`${BUILT}/${name}`).size, 0);
}

browserSuite('the budget of the list with 50 pictures', (stage) => {
  it.each([1280, 390])('nothing moves, no original is fetched, and little is loaded, %i wide', async (width) => {
    const { page, client, path } = await stage.visit({ width });
    for (let index = 0; index < 50; index++) {
      const { id } = await client.upload(await jpeg(index % 2 ? 600 : 400, index % 3 ? 400 : 640), {
        name: `IMG_${index} on the beach.jpg`,
      });
      await ready(client, id);
    }
    const paths: string[] = [];
    page.on('request', (request) => void paths.push(new URL(request.url()).pathname));
    await page.addInitScript(WATCH_SHIFTS);
    const answer = await page.goto(path('list/50/'), { waitUntil: 'networkidle' });
    for (let screen = 0; screen < 12; screen++) await page.mouse.wheel(0, 700);
    await page.locator('.grid li').last().scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('.grid li').count()).toBe(50);
    expect(await page.evaluate('window.shift')).toBe(0);
    expect(paths.filter((one) => /^\/get\/[^/]+\/o$/.test(one))).toEqual([]);
    expect(paths.filter((one) => one.startsWith('/get/')).length).toBeGreaterThan(10);

    const script = compressed('.js.gz');
    const all = gzipSync(await answer!.body()).length + script + compressed('.css.gz');
    expect(script).toBeLessThan(MOST_SCRIPT);
    expect(all).toBeLessThan(MOST);
  });

  it('is installable: the manifest and its icons are there, each as large as it says', async () => {
    const { page, context } = await stage.visit({ as: null });
    await page.goto('/login');
    expect(await page.locator('link[rel=manifest]').getAttribute('href')).toBe('/manifest.webmanifest');
    const network = await context.newCDPSession(page);
    const { errors, data } = await network.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data!) as { name: string; icons: { src: string; sizes: string; purpose?: string }[] };
    expect(manifest).toMatchObject({ name: 'Shoebox', display: 'standalone', start_url: '/' });
    expect(manifest.icons.map(({ sizes, purpose }) => [sizes, purpose])).toEqual([
      ['192x192', undefined],
      ['512x512', undefined],
      ['512x512', 'maskable'],
    ]);
    for (const { src, sizes } of manifest.icons) {
      // Width and height stand in the first chunk of a PNG.
      const png = readFileSync(src.replace('/assets', BUILT));
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
      expect((await context.request.get(src)).headers()['content-type']).toBe('image/png');
    }
  });
});
