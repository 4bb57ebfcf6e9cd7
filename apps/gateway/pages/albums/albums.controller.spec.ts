import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { form, mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const PAGE = `/ada/albums/${ID}/`;
const album = (change: object = {}) => ({
  id: ID,
  name: 'Rome',
  order: 'hand',
  images: 2,
  cover: picture(),
  createdAt: '2026-05-18T10:00:00.000Z',
  page: PAGE,
  ...change,
});
const changed = { body: { album: album(), missing: [] } };
const post = (path: string, fields: Record<string, string>) => gateway.send(path, form(fields));

describe('the list of albums', () => {
  it('shows covers and numbers of pictures', async () => {
    const items = [album({ name: NAUGHTY }), album({ images: 1, cover: null })];
    mediaAnswers(gateway, { 'GET /api/albums': { body: { items } } });
    const { status, text } = await gateway.send('/ada/albums/');
    expect(status).toBe(200);
    expect(text).toContain(`href="${PAGE}"`);
    expect(text).toContain('2 pictures');
    expect(text).toContain('1 picture<');
    expect(text).not.toContain('<script>alert');
  });

  it('explains albums when there are none', async () => {
    mediaAnswers(gateway, { 'GET /api/albums': { body: { items: [] } } });
    expect((await gateway.send('/ada/albums')).text).toContain('No albums yet');
  });

  it('creates an album', async () => {
    mediaAnswers(gateway, { 'POST /api/albums': { ...changed, status: 201 } });
    expect(await post('/ada/albums/', { name: 'Rome' })).toMatchObject({ status: 303, headers: { location: PAGE } });
  });
});

describe('an album', () => {
  const link = (id: string, expiresAt: string | null) => ({
    id,
    token: 'T',
    page: '/p/T',
    name: null,
    album: { id: ID, name: 'Rome' },
    imageIds: [],
    sizes: ['m'],
    password: false,
    createdAt: '2026-05-18T10:00:00.000Z',
    expiresAt,
    opened: 0,
    lastOpenedAt: null,
  });
  const answers = (items: object[], next: string | null, query = '', links: object[] = []) =>
    mediaAnswers(gateway, {
      [`GET /api/albums/${ID}`]: { body: album() },
      [`GET /api/images?album=${ID}&limit=60${query}`]: { body: { items, next } },
      [`GET /api/shares?album=${ID}`]: { body: { items: links, next: null } },
    });

  it('shows its pictures, an upload link and the next page', async () => {
    answers([picture()], 'a b');
    const { text } = await gateway.send(PAGE);
    expect(text).toContain(`href="/ada/upload/?album=${ID}"`);
    expect(text).toContain(`href="/ada/view/${PICTURE}?album=${ID}"`);
    expect(text).toContain(`<input type="checkbox" name="ids" value="${PICTURE}" form="selection"`);
    expect(text).toContain(`href="${PAGE}?before=a%20b"`);
    answers([], null, '&before=x');
    expect((await gateway.send(`${PAGE}?before=x`)).text).toContain('No more pictures');
  });

  it('links to the form of a share, and shows whether shares exist that have not expired', async () => {
    answers([picture()], null);
    const { text } = await gateway.send(PAGE);
    expect(text).toContain(`href="/ada/share/?album=${ID}"`);
    expect(text).not.toContain('Shared with');
    answers([], null, '', [link(PICTURE, null), link(ID, '2020-01-01T00:00:00.000Z')]);
    expect((await gateway.send(PAGE)).text).toContain(`<a href="/ada/shares/${PICTURE}">Shared with a link</a>`);
    answers([], null, '', [link(PICTURE, null), link(ID, '2099-01-01T00:00:00.000Z')]);
    expect((await gateway.send(PAGE)).text).toContain('<a href="/ada/shares/">Shared with 2 links</a>');
  });

  it('is 404 when it does not exist and for an invalid id', async () => {
    mediaAnswers(gateway, {});
    expect((await gateway.send(PAGE)).status).toBe(404);
    expect((await gateway.send('/ada/albums/x/')).status).toBe(404);
    expect((await gateway.send(`/eve/albums/${ID}/`)).status).toBe(404);
  });

  it('can be edited and deleted', async () => {
    const heard: unknown[] = [];
    mediaAnswers(
      gateway,
      { [`PATCH /api/albums/${ID}`]: { body: album() }, [`DELETE /api/albums/${ID}`]: {}, [`POST /api/albums/${ID}/images`]: changed },
      (body) => heard.push(body),
    );
    expect(await post(`${PAGE}edit`, { name: 'Nice', order: 'date' })).toMatchObject({ status: 303, headers: { location: PAGE } });
    expect(await post(`${PAGE}pictures`, { ids: PICTURE, action: 'cover' })).toMatchObject({ status: 303 });
    expect(heard).toEqual([{ name: 'Nice', order: 'date' }, { cover: PICTURE }]);
    for (const [back, to] of Object.entries({ '': `${PAGE}edit`, [`?back=albums/${ID}/`]: PAGE, '?back=//evil.example': `${PAGE}edit` }))
      expect(await post(`${PAGE}pictures${back}`, { ids: PICTURE, action: 'remove' })).toMatchObject({
        status: 303,
        headers: { location: to },
      });
    expect((await post(`${PAGE}pictures`, { ids: PICTURE, action: 'x' })).status).toBe(400);
    expect((await post(`${PAGE}pictures`, { action: 'remove' })).status).toBe(400);
    expect(await post(`${PAGE}delete`, {})).toMatchObject({ status: 303, headers: { location: '/ada/albums/' } });
  });

  it('adds pictures; without an album the form asks for one', async () => {
    mediaAnswers(gateway, {
      'GET /api/albums': { body: { items: [album()] } },
      'POST /api/albums': { ...changed, status: 201 },
      [`POST /api/albums/${ID}/images`]: changed,
    });
    const { status, text } = await post('/ada/albums/add', { ids: `${PICTURE},${ID}` });
    expect(status).toBe(200);
    expect(text).toContain('Add 2 pictures to an album');
    expect(text).toContain(`name="album" value="${ID}"`);
    for (const where of [{ album: ID }, { name: 'New' }] as Record<string, string>[])
      expect(await post('/ada/albums/add', { ids: PICTURE, ...where })).toMatchObject({ status: 303, headers: { location: PAGE } });
    expect((await post('/ada/albums/add', { ids: PICTURE, album: '../x' })).status).toBe(404);
    expect((await post('/ada/albums/add', { album: ID })).status).toBe(400);
  });
});

describe('the upload page of an album', () => {
  it('shows the album and sends its id', async () => {
    mediaAnswers(gateway, { [`GET /api/albums/${ID}`]: { body: album() } });
    const { text } = await gateway.send(`/ada/upload/?album=${ID}`);
    expect(text).toContain(`<input type="hidden" name="album" value="${ID}"/>`);
    expect(text).toContain(`action="/ada/upload/?album=${ID}"`);
    expect((await gateway.send('/ada/upload/?album=x')).status).toBe(404);
  });
});
