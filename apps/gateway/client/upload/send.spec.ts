import { expect, it } from 'vitest';

import { readAnswer } from './send.js';

const image = { id: '01k', page: '/ada/view/01k' };

it.each([
  [201, image, { state: 'done', image }],
  [200, { ...image, duplicate: true }, { state: 'done', image: { ...image, duplicate: true } }],
  [415, { code: 'UNSUPPORTED_TYPE', title: 'Not this', detail: 'Send a JPEG.' }, { state: 'refused', reason: 'Not this. Send a JPEG.' }],
  [413, { code: 'TOO_LARGE', title: 'Too large', detail: 'Less.' }, { state: 'refused', reason: 'Too large. Less.' }],
  [413, { code: 'QUOTA_EXCEEDED', title: 'Used up', detail: 'Make room.' }, { state: 'failed', reason: 'Used up. Make room.' }],
  [503, { code: 'UNAVAILABLE', title: 'Away', detail: 'Later.' }, { state: 'failed', reason: 'Away. Later.', disconnected: true }],
  [502, {}, { state: 'failed', reason: 'The connection broke. Try again; nothing is stored twice.', disconnected: true }],
  [401, { code: 'NOT_LOGGED_IN', title: 'Log in', detail: 'x' }, { state: 'failed', reason: 'You are logged out.', loggedOut: true }],
])('reads %i %j', (status, body, sent) => {
  expect(readAnswer(status, JSON.stringify(body))).toEqual(sent);
});

it.each(['', '<html>', 'null', '[]', '{"id":1}'])(
  'treats an unreadable answer (%s) as a broken connection, whatever its status',
  (text) => {
    expect(readAnswer(200, text)).toMatchObject({ state: 'failed', reason: /Try again/ as never });
  },
);
