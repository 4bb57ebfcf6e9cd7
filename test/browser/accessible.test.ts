import { beforeAll, expect, it } from 'vitest';

import { jpeg } from '../harness/images/images.js';
import { violations } from './axe.js';
import { browserSuite, type VisitOptions } from './browser-suite.js';
import { prepare, type Cast } from './every-page.js';
import { file } from './files.js';

const LOOKS: VisitOptions[] = [1280, 390].flatMap((width) => [false, true].map((dark) => ({ width, dark })));

// What stands on every page is in pages.test.ts.
browserSuite('axe-core', (stage) => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await prepare(stage.drive.url);
  });

  it.each(LOOKS)('finds nothing while pictures are on their way, refused and there already: %j', async (look) => {
    const { page, path, client } = await stage.visit(look);
    stage.expect(/status of (4\d\d|503)/);
    const there = await client.upload(await jpeg());
    const bytes = (await client.get(`/get/${there.id}/o`)).bytes;
    const away = { type: '/docs#UNAVAILABLE', title: 'Not available right now', status: 503, code: 'UNAVAILABLE', detail: 'Try later.' };
    await page.route('**/api/images?name=held*', () => undefined);
    await page.route('**/api/images?name=away*', (route) => route.fulfill({ status: 503, json: away }));
    await page.goto(path('upload/'));
    const files = [file('letter.jpg', Buffer.from('Dear Ada,')), file('copy.jpg', bytes)];
    for (const name of ['new.jpg', 'away.jpg', 'held.jpg', 'held-2.jpg', 'waiting.jpg']) files.push(file(name, await jpeg()));
    await page.getByLabel('Choose pictures').setInputFiles(files);
    await page.getByText('Not available right now. Try later. Retrying automatically.').waitFor();
    await page.getByText('2 of 7 uploaded, 1 failed').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it.each(LOOKS)('finds nothing on the sheet of keys: %j', async (look) => {
    const { page } = await stage.visit({ ...look, as: cast.owner });
    await page.goto(cast.good.page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('finds what is planted', async () => {
    const { page, path } = await stage.visit();
    await page.goto(path('upload/'));
    await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
    expect(await violations(page)).toEqual([expect.stringMatching(/^button-name at /)]);
  });
});
