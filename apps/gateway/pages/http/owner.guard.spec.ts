import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../../gateway.fixture.js';
import { NOBODY } from '../pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

/** Every page that shows or changes data of a person. */
const PAGES = [
  ['GET', '/:user/upload/'],
  ['POST', '/:user/upload/'],
  ['GET', '/:user/list/5/'],
  ['GET', `/:user/view/${PICTURE}`],
  ['GET', `/:user/view/${PICTURE}/s`],
  ['POST', `/:user/view/${PICTURE}/edit`],
  ['POST', `/:user/view/${PICTURE}/retry`],
  ['GET', `/:user/delete/${PICTURE}`],
  ['POST', `/:user/delete/${PICTURE}`],
  ['GET', '/:user/trash/'],
  ['GET', `/:user/trash/${PICTURE}/s`],
  ['POST', `/:user/trash/${PICTURE}/restore`],
  ['POST', `/:user/trash/${PICTURE}/purge`],
  ['POST', '/:user/trash/empty'],
  ['GET', '/:user/photos/'],
  ['GET', '/:user/account/'],
  ['POST', '/:user/account/password'],
  ['POST', `/:user/account/sessions/${PICTURE}/end`],
  ['POST', '/:user/account/tokens'],
  ['POST', `/:user/account/tokens/${PICTURE}/delete`],
] as const;

describe.each(PAGES)('%s %s', (method, path) => {
  it("is the same 404 for another person's name and for an unknown name, without a call to media", async () => {
    const pages = await Promise.all(['bob', 'nobody-at-all'].map((user) => gateway.send(path.replace(':user', user), { method })));
    const [bob, nobody] = pages.map(({ status, text, headers }) => [status, text.replaceAll(String(headers['x-request-id']), '')]);
    expect(bob).toEqual(nobody);
    expect(bob?.[0]).toBe(404);
    expect(gateway.media.seen).toEqual([]);
  });

  it('redirects to the log-in without a session', async () => {
    const { status, headers } = await gateway.send(path.replace(':user', 'ada'), { method, headers: NOBODY });
    expect(status).toBe(303);
    expect(headers.location).toBe(method === 'GET' ? `/login?next=${encodeURIComponent(path.replace(':user', 'ada'))}` : '/login');
  });
});

it.each(PAGES.filter(([, path]) => path.includes(PICTURE)))(
  '%s %s is 404 for an invalid id, without a call to media',
  async (method, path) => {
    for (const id of ['x', '..%2f..%2fexchange', '%00', 'a'.repeat(3000)]) {
      expect((await gateway.send(path.replace(':user', 'ada').replace(PICTURE, id), { method })).status).toBe(404);
    }
    expect(gateway.media.seen).toEqual([]);
  },
);
