import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { authAnswer, openGateway, sendProblem, SESSION, TOKEN, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
let valid: string[];
/** The open streams, as media sees them. */
let open: ServerResponse[];
beforeEach(async () => {
  gateway = await openGateway();
  valid = [SESSION, TOKEN];
  open = [];
  gateway.auth.answer = authAnswer(() => valid);
  gateway.media.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.write(': listening\n\n');
    open.push(response);
  };
});
afterEach(() => gateway.close());

async function listen(token = SESSION): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}`, 'last-event-id': '1-5' };
  const outgoing = request({ port: gateway.port, host: '127.0.0.1', path: '/api/events', headers });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.setEncoding('utf8');
  await once(response, 'data');
  return response;
}
const next = async (stream: IncomingMessage) => String((await once(stream, 'data'))[0]);
/** Resolves when the server ends the stream properly, which a client does not see as an error. */
const ended = async (stream: IncomingMessage) => {
  stream.resume();
  await once(stream, 'end');
  expect(stream.complete).toBe(true);
};

it('forwards each event at once, with the headers of media', async () => {
  const stream = await listen();
  expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  expect(gateway.media.seen.at(-1)!.headers['last-event-id']).toBe('1-5');
  for (const text of ['id: 1-6\n\n', 'id: 1-7\n\n']) {
    open[0]!.write(text);
    expect(await next(stream)).toBe(text);
  }
});

it('ends, here and at media, when its session ends through another gateway; other streams go on', async () => {
  const [stream, other] = [await listen(), await listen(TOKEN)];
  const gone = once(open[0]!, 'close');
  valid = [TOKEN];
  await ended(stream);
  await gone;
  open[1]!.write('id: 1-6\n\n');
  expect(await next(other)).toBe('id: 1-6\n\n');
});

it('ends at once when its session ends through this gateway', async () => {
  const stream = await listen(TOKEN);
  const over = ended(stream);
  gateway.auth.answer = (incoming, response) => {
    if (incoming.url !== '/exchange') valid = [SESSION];
    void authAnswer(() => valid)(incoming, response);
  };
  expect((await gateway.send('/api/auth/tokens/t1', { method: 'DELETE' })).status).toBe(204);
  await over;
});

it('stays open while auth does not answer', async () => {
  const stream = await listen();
  let refused = 0;
  gateway.auth.answer = (_request, response) => {
    refused++;
    sendProblem(response, 503, 'UNAVAILABLE', { 'retry-after': '1' });
  };
  while (refused < 2) await once(gateway.auth.server, 'request');
  open[0]!.write('id: 1-6\n\n');
  expect(await next(stream)).toBe('id: 1-6\n\n');
});

it('asks auth once for all streams of one session, and never without a stream', async () => {
  const streams = [await listen(), await listen(), await listen()];
  const before = gateway.auth.count('/exchange');
  await once(gateway.auth.server, 'request');
  expect(gateway.auth.count('/exchange')).toBe(before + 1);
  const gone = open.map((response) => once(response, 'close'));
  for (const stream of streams) stream.destroy();
  await Promise.all(gone);
});

it('ends at shutdown, so that the gateway does not wait for it', async () => {
  const stream = await listen();
  const over = ended(stream);
  await gateway.app.close();
  await over;
});

it('is cut off when media cuts it off', async () => {
  const stream = await listen();
  const [error] = await Promise.all([once(stream, 'error'), open[0]!.destroy()]);
  expect(error).toMatchObject([{ code: 'ECONNRESET' }]);
});
