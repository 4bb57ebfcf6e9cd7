import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const API = `/api/images/${PICTURE}`;
const PAGE = `/ada/trash/${PICTURE}`;
const LIST = 'GET /api/images?deleted=true&limit=100';

describe('the trash', () => {
  it('shows deleted pictures, their last day and the actions', async () => {
    const deleted = picture({ name: NAUGHTY, deletedAt: '2026-06-01T08:00:00.000Z' });
    deleted.sizes.s.url = `${PAGE}/s`;
    mediaAnswers(gateway, { [LIST]: { body: { items: [deleted], next: null } } });
    const { status, text } = await gateway.send('/ada/trash/');
    expect(status).toBe(200);
    expect(text).toContain(`src="${PAGE}/s"`);
    expect(text).toContain('1 July 2026');
    for (const action of ['restore', 'purge']) expect(text).toContain(`method="post" action="${PAGE}/${action}"`);
    expect(text).toContain('action="/ada/trash/empty"');
    expect(text).not.toContain('<script>alert');
  });

  it('shows the remaining days', async () => {
    const day = 24 * 60 * 60 * 1000;
    const ago = (days: number) => picture({ deletedAt: new Date(Date.now() - days * day).toISOString() });
    mediaAnswers(gateway, { [LIST]: { body: { items: [ago(2), ago(29.5), ago(31)], next: null } } });
    const { text } = await gateway.send('/ada/trash/');
    for (const words of ['28 days left', 'One day left', 'Deleted soon']) expect(text).toContain(words);
    expect(text).toContain('data-bulk="purge"');
    expect(text).not.toContain(
      '/api/images/zip"><input type="hidden" name="size" value="o"/><p class="selected" role="status">Selected</p><button class="plain" title="Download',
    );
  });

  it('says when it is empty, without a button to empty it', async () => {
    mediaAnswers(gateway, { [LIST]: { body: { items: [], next: null } } });
    const { text } = await gateway.send('/ada/trash');
    expect(text).toContain('The trash is empty');
    expect(text).not.toContain('/ada/trash/empty');
  });

  it('has further pages', async () => {
    mediaAnswers(gateway, { [LIST]: { body: { items: [picture()], next: 'a b&c' } } });
    expect((await gateway.send('/ada/trash/')).text).toContain('href="/ada/trash/?before=a%20b%26c"');
    mediaAnswers(gateway, { [`${LIST}&before=a+b%26c`]: { body: { items: [picture()], next: null } } });
    expect((await gateway.send('/ada/trash/?before=a%20b%26c')).status).toBe(200);
  });

  it('is 404 for an invalid cursor', async () => {
    mediaAnswers(gateway, { [`${LIST}&before=x`]: { status: 400, code: 'BAD_REQUEST' } });
    expect((await gateway.send('/ada/trash/?before=x')).status).toBe(404);
  });

  it('streams thumbnails', async () => {
    gateway.media.answer = (_request, response) => response.writeHead(200, { 'content-type': 'image/jpeg', etag: '"x"' }).end('bytes');
    const { status, headers, text } = await gateway.send(`${PAGE}/s`);
    expect([status, headers['content-type'], headers.etag, text]).toEqual([200, 'image/jpeg', '"x"', 'bytes']);
    expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'GET', url: `/trash/${PICTURE}/s` });
  });

  it.each([
    ['restore', `${PAGE}/restore`, `POST ${API}/restore`, { body: picture() }],
    ['purge', `${PAGE}/purge`, `DELETE ${API}?forever=true`, { status: 204 }],
    ['empty', '/ada/trash/empty', 'DELETE /api/trash', { status: 204 }],
  ])('%s calls media', async (_name, path, call, answer) => {
    mediaAnswers(gateway, { [call]: answer });
    const { status, headers } = await gateway.send(path, { method: 'POST' });
    expect([status, headers.location]).toEqual([303, '/ada/trash']);
  });
});
