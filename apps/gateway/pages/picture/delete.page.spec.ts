import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { mediaAnswers, NAUGHTY, picture } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const API = `/api/images/${PICTURE}`;

describe('delete', () => {
  it('only asks when it is looked at', async () => {
    mediaAnswers(gateway, { [`GET ${API}`]: { body: picture({ name: NAUGHTY }) } });
    const { status, text } = await gateway.send(`/ada/delete/${PICTURE}`);
    expect(status).toBe(200);
    expect(text).toContain('You can restore it for 30 days.');
    expect(text).not.toContain('<script>alert');
    expect(gateway.media.seen.map(({ method }) => method)).toEqual(['GET']);
  });

  it('moves to the trash when it is sent', async () => {
    mediaAnswers(gateway, { [`DELETE ${API}`]: { status: 204 } });
    const { status, headers } = await gateway.send(`/ada/delete/${PICTURE}`, { method: 'POST' });
    expect([status, headers.location]).toEqual([303, '/ada/list/5']);
    expect(String(headers['set-cookie'])).toBe(`shoebox_deleted=${PICTURE}; Path=/ada/; Max-Age=10; HttpOnly; SameSite=Lax`);
    const { headers: then } = await gateway.send(`/ada/delete/${PICTURE}?in=photos`, { method: 'POST' });
    expect(then.location).toBe('/ada/photos/');
    expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'DELETE', url: API });
  });

  it('can not come from another site', async () => {
    const before = gateway.media.seen.length;
    const headers = { authorization: '', cookie: 'shoebox_session=sbs_session', 'sec-fetch-site': 'cross-site' };
    expect((await gateway.send(`/ada/delete/${PICTURE}`, { method: 'POST', headers })).status).toBe(403);
    expect(gateway.media.seen.length).toBe(before);
  });
});
