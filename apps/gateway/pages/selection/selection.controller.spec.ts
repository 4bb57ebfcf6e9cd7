import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { form, mediaAnswers } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const OTHER = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const path = (action: string, back = 'list/20/') => `/ada/selection/${action}?back=${encodeURIComponent(back)}`;
const results = (...statuses: number[]) => ({
  results: [PICTURE, OTHER].slice(0, statuses.length).map((id, index) => ({ id, status: statuses[index] })),
});
const ids = { ...form({}), body: `size=o&ids=${PICTURE}&ids=${OTHER}` };

describe('the selection form', () => {
  it.each([
    ['delete', 'photos/', `shoebox_deleted=${PICTURE}; Max-Age=10; Path=/ada/; HttpOnly; SameSite=Lax`],
    ['restore', 'list/50/', 'shoebox_deleted=; Max-Age=0; Path=/ada/; HttpOnly; SameSite=Lax'],
    ['restore', `albums/${OTHER}/`, 'shoebox_deleted=; Max-Age=0; Path=/ada/; HttpOnly; SameSite=Lax'],
    ['restore', `search/?q=${encodeURIComponent('a "b" é & (c)')}`, 'shoebox_deleted=; Max-Age=0; Path=/ada/; HttpOnly; SameSite=Lax'],
    ['purge', 'trash/', 'shoebox_deleted=; Max-Age=0; Path=/ada/; HttpOnly; SameSite=Lax'],
  ])('calls the bulk API: %s', async (action, back, cookie) => {
    mediaAnswers(gateway, { 'POST /api/images/bulk': { body: results(204, 404) } });
    const { status, headers } = await gateway.send(path(action, back), ids);
    expect([status, headers.location, String(headers['set-cookie'])]).toEqual([303, `/ada/${back}`, cookie]);
    expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'POST', url: '/api/images/bulk' });
  });

  it('accepts ids in one field, separated by commas', async () => {
    mediaAnswers(gateway, { 'POST /api/images/bulk': { body: results(200, 200) } });
    expect((await gateway.send(path('restore'), form({ ids: `${PICTURE},${OTHER}` }))).status).toBe(303);
  });

  it.each([
    '//evil.example/',
    'https://evil.example/',
    '../../logout',
    'list/5/x',
    'view/x',
    'albums/x/',
    'search/?q=a b',
    'search/?q=a\r\nx: y',
    `albums/${OTHER}/delete`,
  ])('does not redirect to %s', async (back) => {
    mediaAnswers(gateway, { 'POST /api/images/bulk': { body: results(204) } });
    expect((await gateway.send(path('delete', back), ids)).headers.location).toBe('/ada/list/20/');
  });

  it('refuses an empty selection and other media types', async () => {
    expect((await gateway.send(path('delete'), form({ size: 'o' }))).status).toBe(400);
    expect((await gateway.send(path('delete'), { ...ids, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await gateway.send(path('explode'), ids)).status).toBe(404);
    expect((await gateway.send(path('delete').replace('ada', 'eve'), ids)).status).toBe(404);
  });
});
