import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/contract/image.js';

import { openGateway, PICTURE, type Gateway } from '../gateway.fixture.js';
import { form, mediaAnswers, NAUGHTY, picture, type Answer } from './pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const PAGE = `/ada/view/${PICTURE}`;
const API = `/api/images/${PICTURE}`;
const show = async (change: Partial<Image> = {}, size = '') => {
  mediaAnswers(gateway, { [`GET ${API}`]: { body: picture(change) } });
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
  ])('shows at %s the size %s', async (path, size, width, height) => {
    const { status, text } = await show({}, path);
    expect(status).toBe(200);
    expect(text).toContain(`src="/get/${PICTURE}/${size}?v=1" width="${width}" height="${height}" alt="IMG_0042.jpg"`);
    expect(text).toContain(`<a href="${PAGE}/${size}" aria-current="page">`);
    expect(text).not.toContain('data-poll');
  });

  it('says what it is: name, times, pixels, bytes', async () => {
    const { text } = await show();
    expect(text).toContain('<h1 class="name">IMG_0042.jpg</h1>');
    expect(text).toContain('<time datetime="2026-05-17T09:30:00.000Z" data-zone="UTC">17 May 2026 at 09:30</time>');
    expect(text).toContain('4000 × 3000, 4.2 MB, JPEG');
    expect(text).toContain(`href="/get/${PICTURE}/o?download"`);
    expect(text).toContain(`href="/get/${PICTURE}/s?download"`);
    expect((await show({ takenAt: null })).text).not.toContain('Taken');
  });

  it('escapes the name', async () => {
    const { text } = await show({ name: NAUGHTY });
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('<title>&lt;script>alert(1)&lt;/script>');
  });

  it('keeps a place for one in work, never with the original, and has the client look again', async () => {
    const { text } = await show({ state: 'processing' });
    expect(text).toContain(`data-poll="${API}"`);
    expect(text).toContain('Preparing this picture');
    expect(text).not.toContain('<img');
  });

  it.each(['', '/o'])('says why one was rejected, and offers to try again (%s)', async (path) => {
    const { text } = await show({ state: 'rejected', reason: { code: 'BROKEN_IMAGE', detail: 'It ends in the middle.' } }, path);
    expect(text).toContain('It ends in the middle.');
    expect(text).toContain(`<form method="post" action="${PAGE}/retry">`);
    expect(text).not.toContain('<img');
  });

  it('does not hand a browser what it can not show', async () => {
    const { text } = await show({ type: 'image/tiff' }, '/o');
    expect(text).toContain('Browsers can’t show this type');
    expect(text).not.toContain('<img');
  });

  it.each(['/x', '/S', '/s/x'])('has nothing at %s', async (path) => {
    expect((await show({}, path)).status).toBe(404);
  });

  it('is a 404 page when there is no such picture', async () => {
    mediaAnswers(gateway, {});
    expect((await gateway.send(PAGE)).status).toBe(404);
  });
});

describe('a new name', () => {
  const rename = (answer: Answer, name = 'New.jpg') => {
    mediaAnswers(gateway, { [`PATCH ${API}`]: answer, [`GET ${API}`]: { body: picture() } });
    return gateway.send(`${PAGE}/name`, form({ name }));
  };

  it('is kept', async () => {
    const { status, headers } = await rename({ body: picture() });
    expect([status, headers.location]).toEqual([303, PAGE]);
  });

  it('that media refuses stands in the form with the reason', async () => {
    const { status, text } = await rename({ status: 400, code: 'BAD_REQUEST' }, '"><b>');
    expect(status).toBe(400);
    expect(text).toMatch(/<details class="fold" open>/);
    expect(text).toMatch(/<input id="name" [^>]*value="&quot;>&lt;b>" aria-invalid="true" aria-describedby="name-error"/);
  });
});

describe('try again', () => {
  it.each([
    ['is asked of media', { status: 202, body: picture() }, 303],
    ['shows one that has not failed (any more)', { status: 409, code: 'NOT_FAILED' }, 303],
    ['is 404 where nothing is', { status: 404, code: 'NOT_FOUND' }, 404],
  ])('%s', async (_what, answer, status) => {
    mediaAnswers(gateway, { [`POST ${API}/retry`]: answer });
    expect((await gateway.send(`${PAGE}/retry`, { method: 'POST' })).status).toBe(status);
  });
});
