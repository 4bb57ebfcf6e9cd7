import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const ALBUM = { id: ID, name: 'Rome' };
/** A share without visible pictures. */
const share = (change: object) => ({
  id: ID,
  token: 'T',
  page: '/p/T',
  name: null,
  album: null,
  imageIds: [PICTURE],
  sizes: ['m'],
  password: false,
  createdAt: '2026-05-18T10:00:00.000Z',
  expiresAt: null,
  opened: 0,
  lastOpenedAt: null,
  pictures: 0,
  images: [],
  ...change,
});
const none = { ready: 0, bytes: 0, width: 0, height: 0 };
const preview = {
  album: ALBUM,
  pictures: 0,
  first: [],
  sizes: { s: none, m: none, l: none, o: none },
  originals: { camera: 0, time: 0, place: 0 },
};

describe('the page of a share', () => {
  it('offers the sizes of an empty album', async () => {
    mediaAnswers(gateway, {
      [`GET /api/shares/${ID}`]: { body: share({ album: ALBUM, imageIds: [] }) },
      'POST /api/shares/preview': { body: preview },
    });
    const { text } = await gateway.send(`/ada/shares/${ID}`);
    expect(text).toContain('The album is empty.');
    expect(text).toMatch(/<input type="checkbox" name="m" checked[^>]*>/);
    expect(text).toMatch(/<input type="checkbox" name="l"(?! checked)[^>]*>/);
  });

  it('keeps its sizes when all pictures are in the trash', async () => {
    mediaAnswers(gateway, { [`GET /api/shares/${ID}`]: { body: share({}) } });
    const { status, text } = await gateway.send(`/ada/shares/${ID}`);
    expect(status).toBe(200);
    expect(text).toContain('All its pictures are in the trash');
    expect(text).toContain('<input type="hidden" name="m" value="on"/>');
  });
});

describe('the form of a new link', () => {
  it.each([
    ['an album', `album=${ID}`, { ...preview, pictures: 2 }],
    ['pictures', `ids=${PICTURE}`, { ...preview, album: null, pictures: 1 }],
  ])('says that a link to %s shows names, and when each picture was uploaded', async (_what, query, body) => {
    mediaAnswers(gateway, { 'POST /api/shares/preview': { body } });
    const { status, text } = await gateway.send(`/ada/share?${query}`);
    expect(status).toBe(200);
    expect(text).toMatch(/They see (its name|their names|the names)/);
    expect(text).toContain('contains the time at which you uploaded it');
  });
});
