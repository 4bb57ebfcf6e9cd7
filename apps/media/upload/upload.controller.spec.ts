import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Image } from '#libs/api/image.js';
import { ProblemJson } from '#libs/api/problem.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia({ SHOEBOX_MAX_UPLOAD_BYTES: '200000' });
});
afterAll(() => media.close());

describe('POST /api/images with a raw body', () => {
  it('stores the bytes unchanged and answers 201 with the image', async () => {
    const ada = media.as('ada');
    const body = png(1);
    const response = await ada('/api/images?name=holiday.png&modifiedAt=2024-05-01T10:00:00%2B02:00', { method: 'POST', body });
    expect(response.status).toBe(201);
    const image = Image.strict().parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/images/${image.id}`);
    expect(image).toMatchObject({ name: 'holiday.png', type: 'image/png', bytes: body.length, width: 8, height: 6, state: 'processing' });
    expect(image).toMatchObject({ sortAt: '2024-05-01T08:00:00.000Z', takenAt: null, deletedAt: null, generation: 1 });
    expect(image.sha256).toBe(createHash('sha256').update(body).digest('hex'));
    expect(image.sizes.o).toMatchObject({ state: 'ready', bytes: body.length, type: 'image/png', url: `/get/${image.id}/o?v=1` });
    expect(image.sizes.s).toMatchObject({ state: 'waiting', width: null, url: `/get/${image.id}/s?v=1` });
    expect(image.page).toBe(`/ada/view/${image.id}`);
    const original = await ada(`/get/${image.id}/o`);
    expect(Buffer.from(await original.arrayBuffer()).equals(body)).toBe(true);
    const row = await media.images.find(image.id);
    expect(await media.objects.metadata(row!.originalKey)).toEqual({
      owner: ada.owner,
      ownerName: 'ada',
      name: 'holiday.png',
      type: 'image/png',
      sha256: image.sha256,
      createdAt: image.createdAt,
      modifiedAt: '2024-05-01T08:00:00.000Z',
    });
    expect((await media.queue.counts()).waiting).toBeGreaterThan(0);
    expect(await media.temporary()).toEqual([]);
  });

  it.each(['text/html', 'application/json', 'application/x-www-form-urlencoded', 'image/jpeg', 'nonsense'])(
    'goes by what the bytes are, not by the declared type %s',
    async (type) => {
      const response = await media.as(`declares-${type.length}`)('/api/images', {
        method: 'POST',
        body: png(2),
        headers: { 'content-type': type },
      });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ type: 'image/png', name: 'image.png' });
    },
  );

  const html = '<!doctype html><script>alert(1)</script>'.padEnd(100_000);
  const hostile = Buffer.concat([png(3).subarray(0, 33), png(3, { width: 60_000, height: 60_000 }).subarray(8)]);
  it.each([
    ['nothing at all', '', 400, 'EMPTY_FILE'],
    ['a text', 'hello', 415, 'UNSUPPORTED_TYPE'],
    ['a page', html, 415, 'UNSUPPORTED_TYPE'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 415, 'UNSUPPORTED_TYPE'],
    ['the mere beginning of a picture', png(3).subarray(0, 20), 422, 'BROKEN_IMAGE'],
    ['the first bytes of a picture and then rubbish', Buffer.concat([png(3).subarray(0, 16), Buffer.alloc(500, 7)]), 422, 'BROKEN_IMAGE'],
    ['one header after another', hostile, 422, 'BROKEN_IMAGE'],
    ['a side that is too long', png(3, { width: 20_001, height: 1 }), 422, 'TOO_MANY_PIXELS'],
    ['too many pixels', png(3, { width: 12_000, height: 12_000 }), 422, 'TOO_MANY_PIXELS'],
    ['a file larger than allowed', png(3, { padding: 200_000 }), 413, 'TOO_LARGE'],
  ])('refuses %s', async (_what, body, status, code) => {
    const guest = media.as('refused');
    const response = await guest('/api/images', { method: 'POST', body });
    expect({ status: response.status, code: ((await response.json()) as { code: string }).code }).toEqual({ status, code });
    expect(await (await guest('/api/images')).json()).toEqual({ items: [], next: null });
    expect(await media.temporary()).toEqual([]);
  });

  it('has the hash of all bytes of a picture that comes in many pieces', async () => {
    const body = png(7, { padding: 180_000 });
    const image = Image.parse(await (await media.as('ada')('/api/images', { method: 'POST', body })).json());
    expect(image).toMatchObject({ bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
  });

  it('refuses a file above the limit without a declared length, and the client can read the answer', async () => {
    const whole = png(4, { padding: 5_000_000 });
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < whole.length; at += 65_536) controller.enqueue(whole.subarray(at, at + 65_536));
        controller.close();
      },
    });
    const response = await media.as('ada')('/api/images', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
    expect(ProblemJson.parse(await response.json())).toMatchObject({ code: 'TOO_LARGE', type: '/docs#TOO_LARGE' });
    expect(await media.temporary()).toEqual([]);
  });

  it.each(['?nmae=x', '?modifiedAt=yesterday', '?name=a&name=b', '?modifiedAt=2024-13-01T00:00:00Z'])(
    'refuses the query %s',
    async (query) => {
      const response = await media.as('ada')(`/api/images${query}`, { method: 'POST', body: png(5) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST' });
    },
  );
});
