import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { form, mediaAnswers, NAUGHTY, picture, type Answer } from '../pages.fixture.js';
import { formatExposure } from './about-picture.view.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const PAGE = `/ada/view/${PICTURE}`;
const API = `/api/images/${PICTURE}`;
const beside = (order = 'added') => `GET ${API}/neighbours?order=${order}`;
const ALONE: Answer = { body: { newer: null, older: null } };
const show = async (change: Partial<Image> = {}, size = '') => {
  mediaAnswers(gateway, { [`GET ${API}`]: { body: picture(change) }, [beside()]: ALONE });
  return gateway.send(PAGE + size);
};

describe('the page of a picture', () => {
  it.each([
    ['', 'm', 1024, 768],
    ['/', 'm', 1024, 768],
    ['/s', 's', 320, 240],
    ['/m/', 'm', 1024, 768],
    ['/l', 'l', 2048, 1536],
    ['/o', 'o', 4000, 3000],
  ])('with the path suffix "%s" shows size %s', async (path, size, width, height) => {
    const { status, text } = await show({}, path);
    expect(status).toBe(200);
    expect(text).toContain(`src="/get/${PICTURE}/${size}?v=1" width="${width}" height="${height}" alt="IMG_0042.jpg"`);
    expect(text).toContain(`<a href="${PAGE}/${size}" data-key="${size}" aria-current="page">`);
    expect(text).not.toContain('data-poll');
  });

  it('shows name, times, pixels and bytes', async () => {
    const { text } = await show();
    expect(text).toContain('<h1 class="name">IMG_0042.jpg</h1>');
    expect(text).toContain('<time datetime="2026-05-17T09:30:00.000Z" data-zone="UTC">17 May 2026 at 09:30</time>');
    expect(text).toContain('4000 × 3000, 4.2 MB, JPEG');
    expect(text).toContain(`href="/get/${PICTURE}/o?download"`);
    expect(text).toContain(`href="/get/${PICTURE}/s?download"`);
    expect((await show({ takenAt: null })).text).not.toContain('<dt>Taken');
  });

  it('escapes the name', async () => {
    const { text } = await show({ name: NAUGHTY });
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('<title>&lt;script>alert(1)&lt;/script>');
  });

  it('shows a placeholder while processing, never the original, and tells the client to poll', async () => {
    const { text } = await show({ state: 'processing' });
    expect(text).toContain(`data-poll="${API}"`);
    expect(text).toContain('Preparing this picture');
    expect(text).not.toContain('<img');
  });

  it.each(['', '/o'])('shows why an image was rejected, and a retry button (%s)', async (path) => {
    const { text } = await show({ state: 'rejected', reason: { code: 'BROKEN_IMAGE', detail: 'It ends in the middle.' } }, path);
    expect(text).toContain('It ends in the middle.');
    expect(text).toContain(`<form method="post" action="${PAGE}/retry">`);
    expect(text).not.toContain('<img');
  });

  it('does not send a type that browsers can’t show', async () => {
    const { text } = await show({ type: 'image/tiff' }, '/o');
    expect(text).toContain('Browsers can’t show this file type');
    expect(text).not.toContain('<img');
  });

  it.each(['/x', '/S', '/s/x'])('is 404 at %s', async (path) => {
    expect((await show({}, path)).status).toBe(404);
  });

  it('is 404 when the image does not exist', async () => {
    mediaAnswers(gateway, {});
    expect((await gateway.send(PAGE)).status).toBe(404);
  });
});

describe('camera data', () => {
  const exif = { camera: 'Canon EOS R5', lens: null, exposureSeconds: 0.004, aperture: 2.8, iso: 400, focalLength: 35, place: true };

  it('is shown in the notation of photographers, with a note about the location', async () => {
    const { text } = await show({ exif });
    expect(text).toContain('<dt>Camera</dt><dd>Canon EOS R5</dd>');
    expect(text).toContain('1/250 s · f/2.8 · ISO 400 · 35 mm');
    expect(text).toContain('The original contains its location. The smaller sizes do not.');
    expect(text).not.toContain('Lens');
    expect((await show({ exif: { ...exif, place: false } })).text).toContain('does not contain its location');
    expect((await show()).text).not.toContain('location');
  });

  it.each([
    [0.000541, '1/1848 s'],
    [1 / 3, '1/3 s'],
    [0.5, '0.5 s'],
    [30, '30 s'],
  ])('formats %s seconds as %s', (seconds, expected) => expect(formatExposure(seconds)).toBe(expected));
});

describe('the processing details', () => {
  it('show durations and errors of each variant, when one failed', async () => {
    const { s, m, l, o } = picture().sizes;
    const made = { ...s, startedAt: '2026-05-18T10:00:03.000Z', readyAt: '2026-05-18T10:00:03.400Z' };
    const failed = { ...l, state: 'failed' as const, attempts: 2, error: { code: 'BROKEN_IMAGE', detail: 'It ends in the middle.' } };
    const { text } = await show({ sizes: { s: made, m: { ...m, state: 'working' }, l: failed, o } });
    expect(text).toContain('Waited 3.0 s, made in 0.4 s.');
    expect(text).toContain('In progress.');
    expect(text).toContain('Failed. It ends in the middle. Tried 2 times.');
  });
});

const NEXT = '01kdc7q3v8x2m4n6p8r0s2t4va';

describe('the neighbours', () => {
  const newer = { ...picture(), id: '01kdc7q3v8x2m4n6p8r0s2t4v7' };

  it('follow the order of the list that the image was opened from, at the same size', async () => {
    mediaAnswers(gateway, { [`GET ${API}`]: { body: picture() }, [beside()]: { body: { newer, older: null } } });
    const { text } = await gateway.send(`${PAGE}/l`);
    expect(text).toMatch(new RegExp(`<a class="beside newer" rel="prev" href="/ada/view/${newer.id}/l"`));
    expect(text).not.toContain('class="beside older"');
    expect(text).toContain(`href="/ada/list/5/#p-${PICTURE}"`);
    mediaAnswers(gateway, { [`GET ${API}`]: { body: picture() }, [beside('taken')]: { body: { newer: null, older: newer } } });
    const photos = (await gateway.send(`${PAGE}?in=photos`)).text;
    expect(photos).toMatch(new RegExp(`<a class="beside older" rel="next" href="/ada/view/${newer.id}\\?in=photos"`));
    expect(photos).toContain(`href="/ada/photos/?month=2026-05#p-${PICTURE}"`);
  });

  const ALBUM = '01kdc7q3v8x2m4n6p8r0s2t4v9';
  it.each([
    [`?album=${ALBUM}`, `album=${ALBUM}`, `albums/${ALBUM}/`, 'Previous'],
    ['?q=a%20b', 'order=taken&q=a%20b', 'search/?q=a%20b', 'Newer'],
    ['?q=a+%22b%26c', 'order=taken&q=a%20%22b%26c', 'search/?q=a%20%22b%26c', 'Newer'],
  ])('are those of the album or search in the address: %s', async (query, asked, list, word) => {
    mediaAnswers(gateway, {
      [`GET ${API}`]: { body: picture() },
      [`GET ${API}/neighbours?${asked}`]: { body: { newer, older: null } },
    });
    const { status, text } = await gateway.send(PAGE + query);
    expect(status).toBe(200);
    const carried = list.includes('?') ? list.split('?')[1] : asked;
    expect(text).toContain(`href="/ada/view/${newer.id}?${carried}" data-key="ArrowLeft" title="${word} (←)" aria-label="${word} picture"`);
    expect(text).toContain(`<a class="plain" href="/ada/${list}#p-${PICTURE}" data-back="${PICTURE}" data-key="Escape"`);
    // The links to sizes and the forms keep the query too.
    for (const rest of [`view/${PICTURE}/s`, `delete/${PICTURE}`, `view/${PICTURE}/edit`])
      expect(text).toContain(`="/ada/${rest}?${carried}"`);
  });

  it.each([
    ['an album that is no more', `?album=${ALBUM}`],
    ['a search that is none', '?q=%20'],
    ['an album that can be none', '?album=../x'],
  ])('are those of the newest list for %s', async (_what, query) => {
    mediaAnswers(gateway, { [`GET ${API}`]: { body: picture() }, [beside()]: { body: { newer, older: null } } });
    const { status, text } = await gateway.send(PAGE + query);
    expect(status).toBe(200);
    expect(text).toContain(`href="/ada/view/${newer.id}" data-key="ArrowLeft"`);
    expect(text).toContain(`href="/ada/list/5/#p-${PICTURE}" data-back="${PICTURE}" data-key="Escape"`);
  });
});

describe('the form for name and time', () => {
  const edit = (fields: Record<string, string>, answer: Answer = { body: picture() }) => {
    const sent: unknown[] = [];
    mediaAnswers(gateway, { [`PATCH ${API}`]: answer, [`GET ${API}`]: { body: picture() }, [beside()]: ALONE }, (body) => sent.push(body));
    return gateway.send(`${PAGE}/edit`, form(fields)).then((page) => ({ ...page, sent }));
  };

  it('saves both', async () => {
    const { status, headers, sent } = await edit({ name: 'New.jpg', takenAt: '1969-07-20T20:17' });
    expect([status, headers.location]).toEqual([303, PAGE]);
    expect(sent).toEqual([{ name: 'New.jpg', takenAt: '1969-07-20T20:17:00.000Z' }]);
  });

  it('keeps an unchanged time, and removes an empty one', async () => {
    expect((await edit({ name: 'New.jpg', takenAt: '2026-05-17T09:30' })).sent).toEqual([{ name: 'New.jpg' }]);
    expect((await edit({ name: 'New.jpg' })).sent).toEqual([{ name: 'New.jpg' }]);
    expect((await edit({ name: 'New.jpg', takenAt: '' })).sent).toEqual([{ name: 'New.jpg', takenAt: null }]);
  });

  it.each(['yesterday', '2026-05-17', '2026-05-17T25:00', '2026-05-17T09:30+02:00'])('refuses the time %s', async (takenAt) => {
    const { status, sent } = await edit({ name: 'New.jpg', takenAt });
    expect([status, sent]).toEqual([400, []]);
  });

  it('shows a name that media refuses, with the reason', async () => {
    const { status, text } = await edit({ name: '"><b>' }, { status: 400, code: 'BAD_REQUEST' });
    expect(status).toBe(400);
    expect(text).toMatch(/<details class="fold" open data-fold="edit">/);
    expect(text).toMatch(/<input id="name" [^>]*value="&quot;>&lt;b>" aria-invalid="true" aria-describedby="name-error"/);
  });
});

describe('retry', () => {
  it.each([
    ['is asked of media', { status: 202, body: picture() }, 303],
    ['shows one that has not failed (any more)', { status: 409, code: 'NOT_FAILED' }, 303],
    ['is 404 where nothing is', { status: 404, code: 'NOT_FOUND' }, 404],
  ])('%s', async (_what, answer, status) => {
    mediaAnswers(gateway, { [`POST ${API}/retry`]: answer });
    expect((await gateway.send(`${PAGE}/retry`, { method: 'POST' })).status).toBe(status);
  });
});

describe('delete', () => {
  it('GET only asks', async () => {
    mediaAnswers(gateway, { [`GET ${API}`]: { body: picture({ name: NAUGHTY }) } });
    const before = gateway.media.seen.length;
    const { status, text } = await gateway.send(`/ada/delete/${PICTURE}`);
    expect(status).toBe(200);
    expect(text).toContain('You can restore it for 30 days.');
    expect(text).not.toContain('<script>alert');
    expect(gateway.media.seen.slice(before).map(({ method }) => method)).toEqual(['GET']);
  });

  it('POST moves the image to the trash', async () => {
    mediaAnswers(gateway, { [`DELETE ${API}`]: { status: 204 } });
    const { status, headers } = await gateway.send(`/ada/delete/${PICTURE}`, { method: 'POST' });
    expect([status, headers.location]).toEqual([303, '/ada/list/5']);
    expect(String(headers['set-cookie'])).toBe(`shoebox_deleted=${PICTURE}; Max-Age=10; Path=/ada/; HttpOnly; SameSite=Lax`);
    const { headers: then } = await gateway.send(`/ada/delete/${PICTURE}?in=photos`, { method: 'POST' });
    expect(then.location).toBe('/ada/photos/');
    // To the picture that comes next there, or before where none does.
    mediaAnswers(gateway, { [`DELETE ${API}`]: { status: 204 }, [beside()]: { body: { newer: null, older: { ...picture(), id: NEXT } } } });
    const { headers: next } = await gateway.send(`/ada/delete/${PICTURE}?n=50`, { method: 'POST' });
    expect(next.location).toBe(`/ada/list/50/#p-${NEXT}`);
    expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'DELETE', url: API });
  });

  it('is refused from another site', async () => {
    const before = gateway.media.seen.length;
    const headers = { authorization: '', cookie: 'shoebox_session=sbs_session', 'sec-fetch-site': 'cross-site' };
    expect((await gateway.send(`/ada/delete/${PICTURE}`, { method: 'POST', headers })).status).toBe(403);
    expect(gateway.media.seen.length).toBe(before);
  });
});
