import { afterEach, beforeEach, expect, it } from 'vitest';

import { openGateway, PICTURE, sendJson, sendProblem, text, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.close());

/** InnerClient is tested through pages. The upload form is the page that streams. */
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };

it('the upload form is streamed to media, and its JSON result is read', async () => {
  const got: string[] = [];
  gateway.media.answer = async (request, response) => {
    got.push(request.url ?? '', request.headers['content-type'] ?? '', await text(request));
    sendJson(response, 207, { results: [] });
  };
  await gateway.send('/ada/upload', { method: 'POST', body: '--x--', headers: FORM });
  expect(got).toEqual(['/api/images', 'multipart/form-data; boundary=x', '--x--']);
});

it('an error that media answers before the end of the form is shown as that error', async () => {
  gateway.media.answer = (request, response) => void request.once('data', () => sendProblem(response, 413, 'TOO_LARGE'));
  const response = await gateway.send('/ada/upload', { method: 'POST', body: Buffer.alloc(20 * 2 ** 20), headers: FORM });
  expect(response.status).toBe(422);
});

it('a problem of the service becomes the same problem', async () => {
  gateway.media.answer = (_request, response) => sendProblem(response, 404, 'NOT_FOUND');
  expect((await gateway.send(`/ada/view/${PICTURE}`)).status).toBe(404);
});

it('an answer that does not match its schema is an error', async () => {
  gateway.media.answer = (_request, response) => sendJson(response, 200, { items: 'none' });
  expect((await gateway.send('/ada/list/5')).status).toBe(500);
  gateway.media.answer = (_request, response) => void response.writeHead(502).end('<html>');
  expect((await gateway.send('/ada/list/5')).status).toBe(503);
});
