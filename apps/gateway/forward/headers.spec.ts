import { expect, it } from 'vitest';

import { headersInward, headersOutward } from './headers.js';

it('passes Content-Length on with a body only', () => {
  expect(headersInward({ 'content-length': '7', accept: '*/*' }, true)).toEqual({ 'content-length': '7', accept: '*/*' });
  expect(headersInward({ 'content-length': '7', accept: '*/*' }, false)).toEqual({ accept: '*/*' });
});

// RFC 9110, section 7.6.1.
it.each(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'x-named'])(
  'does not pass on %s, which concerns one connection',
  (name) => {
    expect(headersOutward({ connection: 'x-named', [name]: 'x-named', etag: '"1"' })).toEqual({ etag: '"1"' });
  },
);

it.each(['set-cookie', 'x-device-cookie'])('does not pass on %s, as the gateway sets the cookies', (name) => {
  expect(headersOutward({ [name]: 'mine.x.y', etag: '"1"' })).toEqual({ etag: '"1"' });
});
