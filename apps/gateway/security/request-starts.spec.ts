import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextRound } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from 'vitest';

import { openGateway } from '../gateway.fixture.js';
import { RequestStarts } from './request-starts.js';

const PER_ROUND = 4;

describe('RequestStarts', () => {
  let begun: string[];
  let starts: RequestStarts;
  beforeEach(() => {
    begun = [];
    starts = new RequestStarts();
  });
  const admit = (network: string, count = 1) => {
    const mine = begun;
    for (let n = 0; n < count; n++) void starts.admit(network).then(() => mine.push(network));
  };

  it('begins a burst a few at a time, and those of another network by turns', async () => {
    admit('many', 20);
    admit('one');
    for (let n = 0; n < 3; n++) await Promise.resolve();
    const rounds = [begun.length];
    while (begun.length < 21) {
      const before = begun.length;
      await nextRound();
      rounds.push(begun.length - before);
    }
    expect(Math.max(...rounds)).toBe(PER_ROUND);
    // Behind those that began at once, and one of its round.
    expect(begun.indexOf('one')).toBeLessThanOrEqual(PER_ROUND + 1);
  });

  it('begins at once what comes alone', async () => {
    for (let n = 0; n < 3; n++) {
      admit('one', PER_ROUND);
      await Promise.resolve();
      await Promise.resolve();
      expect(begun).toHaveLength((n + 1) * PER_ROUND);
      await nextRound();
    }
  });
});

it('answers a person before most of a burst from another address', async () => {
  const gateway = await openGateway();
  const order: string[] = [];
  const open = async (localAddress: string) => {
    const socket = connect({ port: gateway.port, host: '127.0.0.1', localAddress });
    socket.once('data', () => order.push(localAddress));
    // Accepted as well, so that all requests come in the same round.
    await once(gateway.app.getHttpServer(), 'connection');
    return socket;
  };
  try {
    const many: Socket[] = [];
    for (let n = 0; n < 100; n++) many.push(await open('127.9.9.9'));
    const one = await open('127.0.0.1');
    const answered = [...many, one].map((socket) => once(socket, 'data'));
    for (const socket of [...many, one]) socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await Promise.all(answered);
    expect(order.indexOf('127.0.0.1')).toBeLessThan(50);
    for (const socket of [...many, one]) socket.destroy();
  } finally {
    await gateway.close();
  }
});
