import { describe, expect, it } from 'vitest';

import { BodyScheduler } from './body-scheduler.js';

describe('Turns', () => {
  it('gives two turns at once, and the next in the order asked', async () => {
    const turns = new BodyScheduler();
    const [first, second] = await Promise.all([turns.take(), turns.take()]);
    const order: string[] = [];
    const third = turns.take().then((turn) => (order.push('third'), turn));
    const fourth = turns.take().then((turn) => (order.push('fourth'), turn));
    await Promise.resolve();
    expect(order).toEqual([]);
    second.end();
    await third;
    first.end();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('passes a turn on once, however often it ends', async () => {
    const turns = new BodyScheduler();
    const [first] = await Promise.all([turns.take(), turns.take()]);
    first.end();
    first.end();
    await turns.take();
    let more = false;
    void turns.take().then(() => (more = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(more).toBe(false);
  });

  it('takes a turn away from who says nothing, and from who never ends', async () => {
    const turns = new BodyScheduler();
    const [silent, endless] = await Promise.all([turns.take(), turns.take()]);
    const sending = setInterval(() => endless.spend(1e6), 5);
    await turns.take();
    expect([silent.over, endless.over]).toEqual([true, false]);
    // Each of these says nothing and so makes room for the next, until the endless one has gone as well.
    while (!endless.over) await turns.take();
    clearInterval(sending);
  });
});
