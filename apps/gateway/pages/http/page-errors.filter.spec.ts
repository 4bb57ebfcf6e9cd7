import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../../gateway.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

const nobody = { headers: { authorization: '' } };

describe('outside the API', () => {
  it('an error is a page with the request id', async () => {
    const { status, headers, text } = await gateway.send('/there/is/nothing/here');
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([404, 'text/html; charset=utf-8', 'no-store']);
    expect(text).toContain(headers['x-request-id']);
  });

  it('an error page has the menu of the person who is logged in', async () => {
    for (const path of ['/there/is/nothing/here', '/bob/list/5', '/ada/list/none']) {
      expect((await gateway.send(path)).text).toContain('href="/ada/account/"');
    }
    expect((await gateway.send('/there/is/nothing/here', nobody)).text).not.toContain('aria-label="Main"');
  });

  it('an address that can’t be decoded is answered with a page', async () => {
    const { status, headers } = await gateway.send('/ada/%zz');
    expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(headers['x-request-id']).toBeDefined();
  });

  it.each([
    ['/ada/list/5', '/login?next=%2Fada%2Flist%2F5'],
    ['/ada/view/01kdc7q3v8x2m4n6p8r0s2t4v6/o?a=b', '/login?next=%2Fada%2Fview%2F01kdc7q3v8x2m4n6p8r0s2t4v6%2Fo%3Fa%3Db'],
    ['/', '/login'],
  ])('%s without a session redirects to the log-in with the way back', async (path, location) => {
    expect(await gateway.send(path, nobody)).toMatchObject({ status: 303, headers: { location, 'cache-control': 'no-store' } });
  });

  it('a form without a session redirects to the log-in without a way back', async () => {
    const path = '/ada/delete/01kdc7q3v8x2m4n6p8r0s2t4v6';
    expect(await gateway.send(path, { method: 'POST', ...nobody })).toMatchObject({ status: 303, headers: { location: '/login' } });
  });
});

describe('on API paths', () => {
  it.each(['/api', '/api/x', '/get', '/get/', '/health', '/health/x', '/openapi.json/x'])(
    '%s is answered with problem+json',
    async (path) => {
      const response = await gateway.send(path);
      expect(response).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.json()).toEqual({
        type: '/docs#NOT_FOUND',
        title: 'Not found',
        status: 404,
        code: 'NOT_FOUND',
        detail: expect.any(String) as string,
        requestId: response.headers['x-request-id'],
      });
    },
  );
});
