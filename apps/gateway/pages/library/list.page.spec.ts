import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const show = async (items: object[], n = 5, next: string | null = null) => {
  mediaAnswers(gateway, { [`GET /api/images?limit=${n}`]: { body: { items, next } } });
  return gateway.send(`/ada/list/${n}/`);
};

describe('the list', () => {
  it('shows thumbnails, each a link with the name in words, and room kept for it', async () => {
    const { status, text } = await show([picture()]);
    expect(status).toBe(200);
    expect(text).toMatch(/<a href="\/ada\/view\/01kdc7q3v8x2m4n6p8r0s2t4v7"/);
    expect(text).toMatch(/<img [^>]*src="\/get\/01kdc7q3v8x2m4n6p8r0s2t4v7\/s\?v=1" width="320" height="240" alt="IMG_0042.jpg"/);
    expect(text).toContain('<li class="shape-133" data-id="01kdc7q3v8x2m4n6p8r0s2t4v7"');
    expect(text).toContain('srcset="/get/01kdc7q3v8x2m4n6p8r0s2t4v7/s?v=1 320w, /get/01kdc7q3v8x2m4n6p8r0s2t4v7/m?v=1 1024w"');
    expect(text).toContain('sizes="(max-width: 760px) 133px, 266px"');
    expect(text).not.toContain('data-poll');
  });

  it('names no medium size that is not made', async () => {
    const half = picture({ state: 'processing' });
    half.sizes.s = picture().sizes.s;
    const { text } = await show([half]);
    expect(text).toContain('<img');
    expect(text).not.toContain('srcset');
  });

  it('has a box for each picture that belongs to the form of what can be done with several', async () => {
    const { text } = await show([picture({ name: NAUGHTY })]);
    expect(text).toContain('name="ids" value="01kdc7q3v8x2m4n6p8r0s2t4v7" form="selection" aria-label="Select &lt;script>');
    expect(text).toContain('<form id="selection" class="selection" method="post" action="/api/images/zip"');
    expect(text).toContain('formaction="/ada/selection/delete?back=list%2F5%2F"');
  });

  it('offers to undo what was deleted a moment ago, and is not fooled by a cookie', async () => {
    mediaAnswers(gateway, { 'GET /api/images?limit=5': { body: { items: [], next: null } } });
    const ask = (ids: string) => gateway.send('/ada/list/5/', { headers: { cookie: `shoebox_deleted=${ids}` } });
    const { text } = await ask('01kdc7q3v8x2m4n6p8r0s2t4v7.01kdc7q3v8x2m4n6p8r0s2t4v6');
    expect(text).toContain('2 pictures are in the trash.');
    expect(text).toContain('action="/ada/selection/restore?back=list%2F5%2F"');
    expect(text).toContain('value="01kdc7q3v8x2m4n6p8r0s2t4v7,01kdc7q3v8x2m4n6p8r0s2t4v6"');
    expect((await ask('"><script>.x')).text).not.toContain('Undo');
  });

  it('has the upload button before any picture', async () => {
    const { text } = await show([picture()]);
    const button = text.indexOf('class="button" href="/ada/upload/"');
    expect(button).toBeGreaterThan(0);
    expect(button).toBeLessThan(text.indexOf('<img'));
  });

  it('invites to upload when there is nothing yet', async () => {
    const { text } = await show([]);
    expect(text).toContain('No pictures yet');
    expect(text).not.toContain('<img');
  });

  it('escapes names', async () => {
    const { text } = await show([picture({ name: NAUGHTY })]);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('alt="&lt;script>alert(1)&lt;/script>&quot;');
  });

  it('shows a box and never the original while a picture is in work, and has the client look again', async () => {
    const { text } = await show([picture({ state: 'processing' })]);
    expect(text).toContain('Preparing…');
    expect(text).toMatch(/<svg class="box waiting" [^>]*aria-label="IMG_0042.jpg" width="4000" height="3000"/);
    expect(text).toContain('data-thumbhash="HBkSHYSIeHiPiHh8eJd4eTN0EEQG"');
    expect(text).toContain('data-poll="/api/images?state=processing&amp;limit=500"');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('/get/');
  });

  it('says which can not be shown', async () => {
    const { text } = await show([picture({ state: 'rejected', reason: { code: 'BROKEN_IMAGE', detail: 'It ends in the middle.' } })]);
    expect(text).toContain('Can’t be shown');
    expect(text).toContain('<span class="why">It ends in the middle.</span>');
    expect(text).toContain('<form class="again" method="post" action="/ada/view/01kdc7q3v8x2m4n6p8r0s2t4v7/retry"');
    expect(text).not.toContain('data-poll');
  });

  it('offers other numbers, and more when there are more', async () => {
    const { text } = await show([picture()], 20, 'cursor');
    expect(text).toContain('<a href="/ada/list/20/" aria-current="page">20</a>');
    expect(text).toContain('<a class="more" href="/ada/list/50/">Show more</a>');
    expect((await show([picture()], 20)).text).not.toContain('Show more');
  });

  it.each([1, 7, 500])('takes %i', async (n) => {
    expect((await show([], n)).status).toBe(200);
  });

  it.each(['501', '9007199254740993', '1'.repeat(400)])('sends from %.20s to 500', async (n) => {
    const { status, headers } = await gateway.send(`/ada/list/${n}`);
    expect([status, headers.location]).toEqual([303, '/ada/list/500']);
  });

  it.each(['0', '-1', '05', '5.0', '1e2', 'five', '%35x'])('does not know %s, and does not ask media', async (n) => {
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
