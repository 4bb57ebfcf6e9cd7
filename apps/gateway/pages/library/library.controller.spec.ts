import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Gateway, openGateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

describe('GET /:user/list/:n', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  const show = async (items: object[], n = 5, next: string | null = null) => {
    mediaAnswers(gateway, { [`GET /api/images?limit=${n}`]: { body: { items, next } } });
    return gateway.send(`/ada/list/${n}/`);
  };

  it('shows thumbnails with their size, each a link with a name', async () => {
    const { status, text } = await show([picture()]);
    expect(status).toBe(200);
    expect(text).toMatch(/<a id="p-01kdc7q3v8x2m4n6p8r0s2t4v7" href="\/ada\/view\/01kdc7q3v8x2m4n6p8r0s2t4v7"/);
    expect(text).toMatch(/<img [^>]*src="\/get\/01kdc7q3v8x2m4n6p8r0s2t4v7\/s\?v=1" width="320" height="240" alt="IMG_0042.jpg"/);
    expect(text).toContain('<li id="first-rows" class="shape-133" data-id="01kdc7q3v8x2m4n6p8r0s2t4v7"');
    expect(text).toContain('srcset="/get/01kdc7q3v8x2m4n6p8r0s2t4v7/s?v=1 320w, /get/01kdc7q3v8x2m4n6p8r0s2t4v7/m?v=1 1024w, ');
    expect(text).toContain('sizes="auto, min(100vw, clamp(100px, 15vw, 216px) * 2.267)"');
    expect(text).not.toContain('data-poll');
  });

  it('leaves out a medium size that is not ready', async () => {
    const half = picture({ state: 'processing' });
    half.sizes.s = picture().sizes.s;
    const { text } = await show([half]);
    expect(text).toContain('<img');
    expect(text).not.toContain('srcset');
  });

  it('has a checkbox of the selection form for each picture', async () => {
    const { text } = await show([picture({ name: NAUGHTY })]);
    expect(text).toContain('name="ids" value="01kdc7q3v8x2m4n6p8r0s2t4v7" form="selection" aria-label="Select &lt;script>');
    expect(text).toContain('<form id="selection" class="selection" method="post" action="/api/images/zip"');
    expect(text).toContain('formaction="/ada/selection/delete?back=list%2F5%2F"');
  });

  it('offers to undo a deletion, and ignores invalid cookies', async () => {
    mediaAnswers(gateway, { 'GET /api/images?limit=5': { body: { items: [], next: null } } });
    const ask = (ids: string) => gateway.send('/ada/list/5/', { headers: { cookie: `shoebox_deleted=${ids}` } });
    const { text } = await ask('01kdc7q3v8x2m4n6p8r0s2t4v7.01kdc7q3v8x2m4n6p8r0s2t4v6');
    expect(text).toContain('2 pictures are in the trash.');
    expect(text).toContain('action="/ada/selection/restore?back=list%2F5%2F"');
    expect(text).toContain('value="01kdc7q3v8x2m4n6p8r0s2t4v7,01kdc7q3v8x2m4n6p8r0s2t4v6"');
    expect((await ask('"><script>.x')).text).not.toContain('Undo');
  });

  it('has the upload button above the pictures', async () => {
    const { text } = await show([picture()]);
    const button = text.indexOf('class="button" href="/ada/upload/"');
    expect(button).toBeGreaterThan(0);
    expect(button).toBeLessThan(text.indexOf('<img'));
  });

  it('invites to upload when there are no pictures', async () => {
    const { text } = await show([]);
    expect(text).toContain('No pictures yet');
    expect(text).not.toContain('<img');
  });

  it('escapes names', async () => {
    const { text } = await show([picture({ name: NAUGHTY })]);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('alt="&lt;script>alert(1)&lt;/script>&quot;');
  });

  it('shows a placeholder while processing, never the original, and tells the client to poll', async () => {
    const { text } = await show([picture({ state: 'processing' })]);
    expect(text).toContain('Preparing…');
    expect(text).toMatch(/<svg class="box waiting" [^>]*aria-label="IMG_0042.jpg" width="4000" height="3000"/);
    expect(text).toContain('data-thumbhash="HBkSHYSIeHiPiHh8eJd4eTN0EEQG"');
    expect(text).toContain('data-poll="/api/images?state=processing&amp;limit=500"');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('/get/');
  });

  it('marks images that can’t be shown', async () => {
    const { text } = await show([picture({ state: 'rejected', reason: { code: 'BROKEN_IMAGE', detail: 'It ends in the middle.' } })]);
    expect(text).toContain('Can’t be shown');
    expect(text).toContain('<span class="why">It ends in the middle.</span>');
    expect(text).toContain('<form class="again" method="post" action="/ada/view/01kdc7q3v8x2m4n6p8r0s2t4v7/retry"');
    expect(text).not.toContain('data-poll');
  });

  it('offers other numbers of pictures, and more when there are more', async () => {
    const { text } = await show([picture()], 20, 'cursor');
    expect(text).toContain('<a href="/ada/list/20/" aria-current="page">20</a>');
    expect(text).toContain('<a class="more" href="/ada/list/50/">Show more</a>');
    expect((await show([picture()], 20)).text).not.toContain('Show more');
  });

  it.each([1, 7, 500])('accepts %i', async (n) => {
    expect((await show([], n)).status).toBe(200);
  });

  it.each(['501', '9007199254740993', '1'.repeat(400)])('redirects from %.20s to 500', async (n) => {
    const { status, headers } = await gateway.send(`/ada/list/${n}`);
    expect([status, headers.location]).toEqual([303, '/ada/list/500']);
  });

  it.each(['0', '-1', '05', '5.0', '1e2', 'five', '%35x'])('is 404 for %s, without a call to media', async (n) => {
    const before = gateway.media.seen.length;
    expect((await gateway.send(`/ada/list/${n}/`)).status).toBe(404);
    expect(gateway.media.seen.length).toBe(before);
  });

  it('is an error page when media is away', async () => {
    mediaAnswers(gateway, { 'GET /api/images?limit=5': { status: 503, code: 'UNAVAILABLE', headers: { 'retry-after': '5' } } });
    const { status, headers, text } = await gateway.send('/ada/list/5');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(text).toMatch(/<h1>Not available right now<\/h1>/);
  });
});

describe('GET /:user/photos', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await openGateway();
  });
  afterAll(() => gateway.close());

  const LIST = 'GET /api/images?order=taken&limit=60';
  const PIECE = LIST.replace('60', '120');
  const MONTHS = {
    'GET /api/images/months': {
      body: {
        months: [
          { month: '2019-07', images: 1 },
          { month: '2019-06', images: 2 },
          { month: '2018-06', images: 1 },
        ],
      },
    },
  };
  const taken = (sortAt: string, name = 'IMG_0042.jpg') => picture({ sortAt, takenAt: sortAt, name });
  const show = async (items: object[], next: string | null = null) => {
    mediaAnswers(gateway, { ...MONTHS, [LIST]: { body: { items, next } } });
    return gateway.send('/ada/photos/');
  };

  it('groups pictures by the month on the camera’s clock', async () => {
    const { status, text } = await show([
      taken('2019-07-01T00:00:00.000Z'),
      taken('2019-06-30T23:59:59.000Z', NAUGHTY),
      taken('2019-06-01T00:00:00.000Z'),
      taken('2018-06-15T12:00:00.000Z'),
    ]);
    expect(status).toBe(200);
    const sections = text.split('<h2>').slice(1);
    expect(sections.map((section) => [section.split('<')[0], section.split('<li').length - 1])).toEqual([
      ['July 2019', 1],
      ['June 2019', 2],
      ['June 2018', 1],
    ]);
    expect(text).toMatch(/<a id="p-01kdc7q3v8x2m4n6p8r0s2t4v7" href="\/ada\/view\/01kdc7q3v8x2m4n6p8r0s2t4v7\?in=photos"/);
    expect(text).toContain('data-thumbhash="HBkSHYSIeHiPiHh8eJd4eTN0EEQG"');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('href="/ada/photos/" data-key="2" aria-current="page"');
    expect(text).not.toContain('Show more');
  });

  it('continues at the cursor', async () => {
    expect((await show([picture()], 'a b&c')).text).toContain('href="/ada/photos/?before=a%20b%26c"');
    mediaAnswers(gateway, { ...MONTHS, [`${LIST}&before=a+b%26c`]: { body: { items: [picture()], next: null } } });
    const { status, text } = await gateway.send('/ada/photos?before=a%20b%26c');
    expect(status).toBe(200);
    expect(text).toMatch(/<a class="plain newest" href="\/ada\/photos\/">/);
  });

  it('starts at a month, links to all months, and tells the client their numbers of pictures', async () => {
    mediaAnswers(gateway, {
      ...MONTHS,
      [`${LIST}&to=2019-07-01T00%3A00%3A00.000Z`]: { body: { items: [taken('2019-06-03T00:00:00.000Z')], next: null } },
    });
    const { status, text } = await gateway.send('/ada/photos/?month=2019-06');
    expect(status).toBe(200);
    expect(text).toContain('<form class="jump" method="get" action="/ada/photos/">');
    expect(text).toContain('<optgroup label="2018"><option value="2018-06">June 2018 (1)</option></optgroup>');
    expect(text).toMatch(/<option (?:selected )?value="2019-06"(?: selected)?>June 2019 \(2\)<\/option>/);
    expect(text).toContain('data-months="2019-07:1 2019-06:2 2018-06:1"');
    expect(text).toContain('Newest');
  });

  it('serves a single month in parts to the client', async () => {
    const window = '&from=2018-12-01T00%3A00%3A00.000Z&to=2019-01-01T00%3A00%3A00.000Z';
    mediaAnswers(gateway, { [`${PIECE}${window}&before=c`]: { body: { items: [picture()], next: 'd' } } });
    const { status, text } = await gateway.send('/ada/photos/2018-12?before=c');
    expect(status).toBe(200);
    expect(text).toMatch(/^<!doctype html><ul class="grid" data-next="d"><li /);
    // After the last possible month there is no end to the range.
    mediaAnswers(gateway, { [`${PIECE}&from=9999-12-01T00%3A00%3A00.000Z`]: { body: { items: [], next: null } } });
    expect((await gateway.send('/ada/photos/9999-12')).status).toBe(200);
  });

  it.each(['2019-13', '2019-00', '19-06', '2019-6', 'x', '2019-06-01'])('is 404 for the month %s', async (month) => {
    const before = gateway.media.seen.length;
    expect((await gateway.send(`/ada/photos/${month}`)).status).toBe(404);
    expect((await gateway.send(`/ada/photos/?month=${month}`)).status).toBe(404);
    expect(gateway.media.seen.slice(before).filter(({ url }) => url?.startsWith('/api/images?'))).toEqual([]);
  });

  it('invites to upload when there are no pictures', async () => {
    expect((await show([])).text).toContain('No pictures yet');
  });

  it('says that there are no more pictures after the last page', async () => {
    mediaAnswers(gateway, { ...MONTHS, [`${LIST}&before=x`]: { body: { items: [], next: null } } });
    const { text } = await gateway.send('/ada/photos/?before=x');
    expect(text).toContain('No more pictures');
    expect(text).not.toContain('No pictures yet');
  });

  it('is 404 for an invalid cursor', async () => {
    mediaAnswers(gateway, { [`${LIST}&before=x`]: { status: 400, code: 'BAD_REQUEST' } });
    expect((await gateway.send('/ada/photos/?before=x')).status).toBe(404);
  });
});
