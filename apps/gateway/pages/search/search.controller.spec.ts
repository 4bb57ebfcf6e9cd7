import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const call = (q: string) => `GET /api/images?${new URLSearchParams({ order: 'taken', limit: '60', q })}`;
const answers = (q: string, items: object[], understood: string, next: string | null = null) =>
  mediaAnswers(gateway, { [call(q)]: { body: { items, next, understood } } });

describe('the search', () => {
  it('shows the query, how it was understood, and the results by month', async () => {
    answers('beach june', [picture({ name: NAUGHTY })], 'name has “beach”, taken in June of any year', 'a b');
    const { status, text } = await gateway.send('/ada/search/?q=%20beach%20june');
    expect(status).toBe(200);
    expect(text).toContain('Looking for: name has “beach”, taken in June of any year.');
    expect(text).toContain('<h2>May 2026</h2>');
    expect(text).toContain('value="beach june"');
    expect(text).toContain('href="/ada/search/?q=beach%20june&amp;before=a%20b"');
    expect(text).toContain(`href="/ada/view/${PICTURE}?q=beach%20june"`);
    expect(text).toContain('selection/delete?back=search%2F%3Fq%3Dbeach%2520june"');
    expect(text).not.toContain('<script>alert');
  });

  it('polls while results are processed, and offers to undo a deletion', async () => {
    answers('x', [picture({ state: 'processing' })], 'name has “x”');
    const { text } = await gateway.send('/ada/search/?q=x', { headers: { cookie: `shoebox_deleted=${PICTURE}` } });
    expect(text).toContain('data-poll="/api/images?state=processing');
    expect(text).toContain('action="/ada/selection/restore?back=search%2F%3Fq%3Dx"');
  });

  it('continues at the cursor, and says when nothing is left', async () => {
    mediaAnswers(gateway, { [`${call('x')}&before=c`]: { body: { items: [], next: null, understood: 'name has “x”' } } });
    expect((await gateway.send('/ada/search/?q=x&before=c')).text).toContain('No more pictures');
  });

  it('says when nothing was found, and suggests another search', async () => {
    answers('"><b>', [], 'name has “"><b>”');
    const { text } = await gateway.send('/ada/search/?q=%22%3E%3Cb%3E');
    expect(text).toContain('Nothing found');
    expect(text).not.toContain('<b>');
  });

  it.each(['/ada/search/', '/ada/search', '/ada/search/?q=%20', '/ada/search/?q=a&q=b'])(
    'tells what can be looked for at %s',
    async (path) => {
      const { status, text } = await gateway.send(path);
      expect(status).toBe(200);
      expect(text).toContain('href="/ada/search/?q=june%202019"');
    },
  );

  it('is 404 for an invalid cursor and for another person', async () => {
    mediaAnswers(gateway, { [`${call('x')}&before=y`]: { status: 400, code: 'BAD_REQUEST' } });
    expect((await gateway.send('/ada/search/?q=x&before=y')).status).toBe(404);
    expect((await gateway.send('/eve/search/?q=x')).status).toBe(404);
  });
});
