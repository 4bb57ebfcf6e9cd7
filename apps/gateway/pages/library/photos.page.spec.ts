import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

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

describe('the photos', () => {
  it('stand under the month they were taken in, as the camera counted it', async () => {
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
    expect(text).toMatch(/<a href="\/ada\/view\/01kdc7q3v8x2m4n6p8r0s2t4v7\?in=photos"/);
    expect(text).toContain('data-thumbhash="HBkSHYSIeHiPiHh8eJd4eTN0EEQG"');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('href="/ada/photos/" data-key="2" aria-current="page"');
    expect(text).not.toContain('Show more');
  });

  it('go on where the page before ended', async () => {
    expect((await show([picture()], 'a b&c')).text).toContain('href="/ada/photos/?before=a%20b%26c"');
    mediaAnswers(gateway, { ...MONTHS, [`${LIST}&before=a+b%26c`]: { body: { items: [picture()], next: null } } });
    const { status, text } = await gateway.send('/ada/photos?before=a%20b%26c');
    expect(status).toBe(200);
    expect(text).toMatch(/<a class="plain newest" href="\/ada\/photos\/">/);
  });

  it('begin with a month, offer to jump to any, and say for the script how many each has', async () => {
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

  it('give the client one month alone, in pieces', async () => {
    const window = '&from=2018-12-01T00%3A00%3A00.000Z&to=2019-01-01T00%3A00%3A00.000Z';
    mediaAnswers(gateway, { [`${PIECE}${window}&before=c`]: { body: { items: [picture()], next: 'd' } } });
    const { status, text } = await gateway.send('/ada/photos/2018-12?before=c');
    expect(status).toBe(200);
    expect(text).toMatch(/^<!doctype html><ul class="grid" data-next="d"><li /);
    // Behind the last month that can be written there is nothing to stop at.
    mediaAnswers(gateway, { [`${PIECE}&from=9999-12-01T00%3A00%3A00.000Z`]: { body: { items: [], next: null } } });
    expect((await gateway.send('/ada/photos/9999-12')).status).toBe(200);
  });

  it.each(['2019-13', '2019-00', '19-06', '2019-6', 'x', '2019-06-01'])('know no month %s', async (month) => {
    const before = gateway.media.seen.length;
    expect((await gateway.send(`/ada/photos/${month}`)).status).toBe(404);
    expect((await gateway.send(`/ada/photos/?month=${month}`)).status).toBe(404);
    expect(gateway.media.seen.slice(before).filter(({ url }) => url?.startsWith('/api/images?'))).toEqual([]);
  });

  it('invite to upload when there are none', async () => {
    expect((await show([])).text).toContain('No pictures yet');
  });

  it('say that there are no more behind the last', async () => {
    mediaAnswers(gateway, { ...MONTHS, [`${LIST}&before=x`]: { body: { items: [], next: null } } });
    const { text } = await gateway.send('/ada/photos/?before=x');
    expect(text).toContain('No more pictures');
    expect(text).not.toContain('No pictures yet');
  });

  it('are not there for a cursor that is none', async () => {
    mediaAnswers(gateway, { [`${LIST}&before=x`]: { status: 400, code: 'BAD_REQUEST' } });
    expect((await gateway.send('/ada/photos/?before=x')).status).toBe(404);
  });
});
