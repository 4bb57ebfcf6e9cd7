import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Client, formOf } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { claims } from '../harness/images/hostile-png.js';
import { jpeg, TYPES } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

describe('a file that is not a supported image', () => {
  it.each([
    ['text', Buffer.from('hello')],
    ['one byte', Buffer.from([0xff])],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['BMP', Buffer.from('BM\x36\0\0\0\0\0\0\0\x36\0\0\0')],
    ['zeros', Buffer.alloc(100_000)],
  ])('is refused: %s', async (_, body) => {
    for (const type of ['application/octet-stream', 'image/jpeg', 'image/svg+xml']) {
      await ada.refused('UNSUPPORTED_TYPE', 'POST', '/api/images?name=picture.jpg', { body, headers: { 'content-type': type } });
    }
    await ada.refused('UNSUPPORTED_TYPE', 'POST', '/api/images', await formOf([{ bytes: body, name: 'picture.jpg' }]));
  });

  it('is refused as empty before its type is checked', async () => {
    await ada.refused('EMPTY_FILE', 'POST', '/api/images');
    await ada.refused('EMPTY_FILE', 'POST', '/api/images', { headers: { 'content-type': 'image/svg+xml' }, body: Buffer.alloc(0) });
    await ada.refused('EMPTY_FILE', 'POST', '/api/images', await formOf([{ bytes: Buffer.alloc(0), name: 'x.txt' }]));
  });

  it.each(TYPES)('is refused when only the beginning of a $type file arrives', async ({ make }) => {
    const body = (await make()).subarray(0, 20);
    await ada.refused('BROKEN_IMAGE', 'POST', '/api/images', { body });
  });

  it('does not appear in the list', async () => {
    expect(await ada.ids()).toEqual([]);
    expect(await ada.ids({ deleted: 'true' })).toEqual([]);
  });
});

it.each([
  ['too many pixels', 15_000, 15_000, 'TOO_MANY_PIXELS'],
  ['a side that is too long', 1, 40_000, 'TOO_MANY_PIXELS'],
  ['sides that no picture has', 2_000_000_000, 2_000_000_000, 'BROKEN_IMAGE'],
] as const)('%s: refused by the header', async (_, width, height, code) => {
  await ada.refused(code, 'POST', '/api/images', { body: claims(width, height) });
});

describe('a form', () => {
  const post = (body: string, type: string) =>
    ada.refused('BAD_REQUEST', 'POST', '/api/images', { body, headers: { 'content-type': type } });
  const part = (name: string, value: string, more = '') =>
    `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

  it('is refused without a boundary, a file or an end', async () => {
    await post('--x--\r\n', 'multipart/form-data');
    await post('--x--\r\n', 'multipart/form-data; boundary=x');
    await post(part('file', 'abc', '; filename="a.jpg"'), 'multipart/form-data; boundary=x');
    await post('nonsense', 'multipart/form-data; boundary=x');
  });

  it('is refused with unknown fields or an invalid time', async () => {
    await post(`${part('owner', 'eve')}--x--\r\n`, 'multipart/form-data; boundary=x');
    await post(`${part('modifiedAt', 'yesterday')}--x--\r\n`, 'multipart/form-data; boundary=x');
  });

  it('with more than a hundred files is refused as a whole', async () => {
    const bytes = await jpeg();
    await ada.refused('BAD_REQUEST', 'POST', '/api/images', await formOf(Array.from({ length: 101 }, () => ({ bytes }))));
    expect(await ada.ids()).toEqual([]);
  });
});

it.each(['?modifiedAt=yesterday', '?modifiedAt=', '?owner=eve', '?name=a&name=b', '?modifiedAt=2020-13-01T00:00:00Z'])(
  'the query %s',
  async (query) => {
    await ada.refused('BAD_REQUEST', 'POST', `/api/images${query}`, { body: await jpeg() });
  },
);
