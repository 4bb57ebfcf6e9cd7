import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { header } from '../harness/http/answer.js';
import { Client, formOf } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
});
afterAll(() => drive.close());

/** A name as it is sent, and as it is stored. */
const NAMES: [sent: string, kept: string][] = [
  ['IMG 0042 (1).JPG', 'IMG 0042 (1).JPG'],
  ['a"b.jpg', 'a"b.jpg'],
  ["it's 100% 'ok' & #1; x.jpg", "it's 100% 'ok' & #1; x.jpg"],
  ['two\r\nlines\n.jpg', 'twolines.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Photos\\cat.jpg', 'cat.jpg'],
  ['..', 'image.jpg'],
  ['.', 'image.jpg'],
  ['   ', 'image.jpg'],
  ['a/', 'image.jpg'],
  ['<script>alert(1)<.script>.jpg', '<script>alert(1)<.script>.jpg'],
  ['Sommer 🌻 in Zürich.jpg', 'Sommer 🌻 in Zürich.jpg'],
  ['写真.jpg', '写真.jpg'],
  ['nul\0byte\u0007.jpg', 'nulbyte.jpg'],
  ['noextension', 'noextension'],
  [`${'x'.repeat(3000)}.jpg`, `${'x'.repeat(251)}.jpg`],
  [`${'🌻'.repeat(1000)}.jpg`, `${'🌻'.repeat(125)}.jpg`],
];

describe('a name in the query is stored', () => {
  it.each(NAMES)('%.40j', async (sent, kept) => {
    const { id, name } = await ada.upload(await jpeg(), { name: sent });
    expect(name).toBe(kept);
    expect((await ada.image(id)).name).toBe(kept);
  });
});

describe('a name in a form is stored', () => {
  it.each(NAMES)('%.40j', async (sent, kept) => {
    const form = await formOf([{ bytes: await jpeg(), name: sent }]);
    const { name } = (await ada.send('POST', '/api/images', { status: 201, ...form })).json<Image>();
    expect(name).toBe(kept);
  });
});

it.each(NAMES)('%.40j is sent as it is stored, in a header that nothing can break', async (sent, kept) => {
  const { id } = await ready(ada, (await ada.upload(await jpeg(), { name: sent })).id);
  const original = header(await ada.get(`/get/${id}/o?download`), 'content-disposition');
  expect(parse(original)).toEqual({ kind: 'attachment', name: kept });
  const dot = kept.lastIndexOf('.');
  const stem = dot > 0 ? kept.slice(0, dot) : kept;
  expect(parse(header(await ada.get(`/get/${id}/m?download&exact`), 'content-disposition'))).toEqual({
    kind: 'attachment',
    name: `${stem}-m.jpg`,
  });
  expect(header(await ada.get(`/get/${id}/o`), 'content-disposition')).toMatch(/^inline; /);
});

it.each(NAMES)('%.40j is text on every page', async (sent, kept) => {
  const { id } = await ada.upload(await jpeg(), { name: sent });
  const page = (path: string) => ada.get(`/${ada.user.name}/${path}`, { status: 200 });
  for (const { text } of [await page(`view/${id}`), await page('list/1'), await page(`delete/${id}`)]) {
    expect(text).toContain(escape(kept));
    expect(text).not.toContain('<script>alert');
  }
});

describe('a change of the name', () => {
  it('is stored, and the search finds it', async () => {
    const { id } = await ada.upload(await jpeg(), { name: 'before.jpg' });
    const changed = (await ada.json('PATCH', `/api/images/${id}`, { name: ' Großmutter am See.jpg ' }, { status: 200 })).json<Image>();
    expect(changed).toMatchObject({ id, name: 'Großmutter am See.jpg', generation: 1 });
    expect(await ada.ids({ q: 'see GROSSMUTTER'.replace('SS', 'ß') })).toEqual([id]);
  });

  it('a change of the time is stored, and can be reverted', async () => {
    const { id, createdAt } = await ada.upload(await jpeg());
    const patch = async (takenAt: string | null) =>
      (await ada.json('PATCH', `/api/images/${id}`, { takenAt }, { status: 200 })).json<Image>();
    expect(await patch('1969-07-20T22:17:40+02:00')).toMatchObject({
      takenAt: '1969-07-20T20:17:40.000Z',
      sortAt: '1969-07-20T20:17:40.000Z',
    });
    expect(await patch(null)).toMatchObject({ takenAt: null, sortAt: createdAt });
  });

  it.each([
    {},
    { name: '' },
    { name: ' ' },
    { name: 'x'.repeat(256) },
    { name: 'a\nb' },
    { name: 5 },
    { name: null },
    { takenAt: 'now' },
    { owner: 'x' },
    [],
  ])('is refused: %j', async (patch) => {
    const { id } = await ada.upload(await jpeg());
    await ada.refusedJson('BAD_REQUEST', 'PATCH', `/api/images/${id}`, patch);
  });
});

/** RFC 6266: `filename*` goes before `filename`; RFC 8187 says how it is written. */
function parse(disposition: string): { kind: string; name: string } {
  expect(disposition).toMatch(/^[\x20-\x7e]*$/);
  const match = /^(inline|attachment); filename="([^"\\]*)"(?:; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]+))?$/.exec(disposition);
  expect(match, disposition).not.toBeNull();
  const [, kind = '', plain = '', extended] = match!;
  return { kind, name: extended === undefined ? plain : decodeURIComponent(extended) };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
