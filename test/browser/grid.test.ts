import { gzipSync } from 'node:zlib';

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import { insertMany } from '../harness/images/many-images.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';

const SHAPES: readonly (readonly [number, number])[] = [
  [400, 300],
  [300, 400],
  [400, 400],
  [480, 270],
  [450, 300],
  [330, 300],
];

interface Box {
  top: number;
  height: number;
  /** Of the box, by that of the picture. */
  ratio: number;
}

function boxes(page: Page): Promise<Box[]> {
  return page.locator('.grid > li').evaluateAll((tiles) =>
    tiles.map((tile) => {
      const { top, height, width } = tile.getBoundingClientRect();
      const image = tile.querySelector('img')!;
      return {
        top: Math.round(top),
        height,
        ratio: width / height / (Number(image.getAttribute('width')) / Number(image.getAttribute('height'))),
      };
    }),
  );
}

/** What Chromium says of a layout shift (https://wicg.github.io/layout-instability/); lib.dom does not know it. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

/** Everything on the page that moved by itself since it was opened, and from where to where. */
function layoutShifts(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        const add = (entries: PerformanceEntryList) => {
          for (const entry of entries as LayoutShift[]) {
            const moved = entry.sources.map(({ node, previousRect: { x, y }, currentRect }) => {
              return `${node?.nodeName} from ${x},${y} to ${currentRect.x},${currentRect.y}`;
            });
            seen.push(`${entry.value}: ${moved.join('; ')}`);
          }
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => setTimeout(() => (add(observer.takeRecords()), resolve(seen))));
      }),
  );
}

/** Pastes a file, as from the clipboard, into what has the focus. */
function paste(page: Page, selector: string): Promise<void> {
  return page.evaluate((where) => {
    const clipboardData = new DataTransfer();
    const bytes = document.createElement('canvas');
    bytes.width = 20 + Math.floor(Math.random() * 1000);
    return new Promise<void>((resolve) => {
      bytes.toBlob((blob) => {
        clipboardData.items.add(new File([blob!], 'pasted.png', { type: 'image/png' }));
        document.querySelector(where)!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        resolve();
      });
    });
  }, selector);
}

browserSuite('the list', (stage) => {
  it.each([
    { width: 1280, dark: false },
    { width: 390, dark: true },
    { width: 390, dark: false, script: false },
  ])('keeps the shape of every picture in rows of one height, moves nothing and fetches no original: %j', async (look) => {
    const { page, client, path } = await stage.visit(look);
    const images = [];
    for (let index = 0; index < 50; index++) images.push(await client.upload(await jpeg(...SHAPES[(index * 5) % SHAPES.length]!)));
    for (const { id } of images) await ready(client, id);
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(path('list/50/'), { waitUntil: 'networkidle' });
    const all = await boxes(page);
    expect(all).toHaveLength(50);
    for (const { ratio } of all) expect(Math.abs(ratio - 1)).toBeLessThan(0.04);
    for (const row of Map.groupBy(all, ({ top }) => top).values()) {
      expect(row.every(({ height }) => Math.abs(height - row[0]!.height) < 1)).toBe(true);
    }
    expect(fetched.filter((url) => url.includes('/o?') || url.endsWith('/o'))).toEqual([]);
    expect(fetched.filter((url) => new URL(url).origin !== new URL(stage.drive.url).origin)).toEqual([]);
    if (look.script === false) return;
    await page.mouse.wheel(0, 2000);
    await page.waitForLoadState('networkidle');
    expect(await layoutShifts(page)).toEqual([]);
  });

  it('moves nothing while the page itself arrives slowly', async () => {
    const { page, client, path } = await stage.visit();
    for (let index = 0; index < 24; index++) {
      const [width, height] = SHAPES[index % SHAPES.length]!;
      const background = { r: index, g: 100, b: 100 };
      const flat = await sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer();
      await ready(client, (await client.upload(flat)).id);
    }
    const connection = await page.context().newCDPSession(page);
    await connection.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: 20_000,
      uploadThroughput: -1,
    });
    await page.goto(path('list/50/'), { waitUntil: 'load' });
    expect(await page.locator('.grid > li').count()).toBe(24);
    expect(await layoutShifts(page)).toEqual([]);
  });

  it('shows a blur in the colours of a picture until its thumbnail is there', async () => {
    const { page, client, path } = await stage.visit();
    const red = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#c02020' } })
      .jpeg()
      .toBuffer();
    await ready(client, (await client.upload(red)).id);
    let arrive = () => {};
    const held = new Promise<void>((resolve) => (arrive = resolve));
    await page.route('**/get/**', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(path('list/5/'), { waitUntil: 'commit' });
    const image = page.locator('.grid img');
    const blur = () => image.evaluate((one) => /^url\("(data:image[^"]+)"\)$/.exec(getComputedStyle(one).backgroundImage)?.[1] ?? '');
    await expect.poll(blur).not.toBe('');
    const [, bytes] = (await blur()).split(',');
    const [r, g, b] = (await sharp(Buffer.from(bytes!, 'base64')).stats()).channels.map(({ mean }) => mean);
    expect([r! > 150, g! < 80, b! < 80]).toEqual([true, true, true]);
    arrive();
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await expect.poll(blur).toBe('');
  });

  it('is light: page, styles and script together, compressed', async () => {
    const { page, client, path } = await stage.visit();
    for (let index = 0; index < 50; index++) await client.upload(await jpeg(40, 30));
    const sizes: Record<string, number> = {};
    const done: Promise<void>[] = [];
    page.on('response', (response) => {
      const kind = response.request().resourceType();
      if (!['document', 'stylesheet', 'script'].includes(kind)) return;
      done.push(response.body().then((body) => void (sizes[kind] = (sizes[kind] ?? 0) + gzipSync(body).length)));
    });
    await page.goto(path('list/50/'), { waitUntil: 'networkidle' });
    await Promise.all(done);
    expect(Object.keys(sizes).sort()).toEqual(['document', 'script', 'stylesheet']);
    expect(sizes['script']).toBeLessThan(25_000);
    expect(Object.values(sizes).reduce((sum, size) => sum + size)).toBeLessThan(60_000);
  });

  it.each([1280, 390])('draws what stands for a picture on its way only near the window, at %i', async (width) => {
    const { page, client, path } = await stage.visit({ width });
    const { id } = await ready(client, (await client.upload(await jpeg(400, 300))).id);
    if (!stage.drive.dataDir) return;
    await insertMany(
      stage.drive.dataDir,
      id,
      Array.from({ length: 299 }, () => new Date()),
    );
    // Bytes that never come.
    await page.route('**/get/**', () => undefined);
    await page.goto(path('list/500/'), { waitUntil: 'domcontentloaded' });
    const drawn = (index: number) =>
      page
        .locator('.grid img')
        .nth(index)
        .evaluate((image) => image.style.backgroundImage.startsWith('url('));
    await expect.poll(() => drawn(0)).toBe(true);
    expect(await drawn(299)).toBe(false);
    await page.locator('.grid img').last().scrollIntoViewIfNeeded();
    await expect.poll(() => drawn(299)).toBe(true);
    expect(await drawn(150)).toBe(false);
  });

  it('offers how many, and an upload button before any picture', async () => {
    const { page, client, path } = await stage.visit();
    for (let index = 0; index < 6; index++) await client.upload(await jpeg());
    await page.goto(path('list/5/'));
    await page.getByRole('navigation', { name: 'How many pictures' }).getByRole('link', { name: '20', exact: true }).click();
    await page.waitForURL(`**${path('list/20/')}`);
    expect(await page.locator('.grid > li').count()).toBe(6);
    const button = await page.locator('.bar .button').boundingBox();
    const first = await page.locator('.grid > li').first().boundingBox();
    expect(button!.y + button!.height).toBeLessThan(first!.y);
  });

  it('takes what is pasted, but not what is pasted into a text field', async () => {
    const { page, path, client } = await stage.visit();
    await page.goto(path('list/5/'));
    await page.evaluate(() =>
      document.querySelector('main')!.append(Object.assign(document.createElement('textarea'), { ariaLabel: 'x' })),
    );
    await paste(page, 'textarea');
    expect(await page.locator('#uploads').isHidden()).toBe(true);
    await paste(page, 'main');
    await page.locator('.grid img[alt="pasted.png"]').waitFor();
    expect(await client.ids()).toHaveLength(1);
  });

  it('says in place why a picture can’t be shown, and tries it again without leaving', async () => {
    const { page, path, client } = await stage.visit();
    const { id } = await settled(client, (await client.upload(await cutJpeg(), { name: 'cut.jpg' })).id);
    await page.goto(path('list/5/'));
    await page.getByText('This picture is damaged or not whole.').waitFor();
    const before = (await client.image(id)).generation;
    await page.evaluate('window.loadedOnce = true');
    await page.getByRole('button', { name: 'Try again: cut.jpg' }).click();
    await expect.poll(async () => (await client.image(id)).generation).toBe(before + 1);
    await settled(client, id);
    await page.locator(`.grid li[data-mark*=" ${before + 1} rejected"]`).waitFor();
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });

  it('shows what was uploaded on the page that its button leads to', async () => {
    const { page, path, client } = await stage.visit();
    await page.goto(path('list/5/'));
    await page.locator('#uploads').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Upload pictures' }).click();
    await page.getByLabel('Choose pictures').setInputFiles([file('a.jpg', await jpeg(1200, 900))]);
    await page.getByRole('link', { name: 'See your pictures' }).click();
    await page.locator('.grid img[alt="a.jpg"]').waitFor();
    expect(await client.ids()).toHaveLength(1);
  });
});
