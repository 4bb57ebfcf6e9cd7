import { describe, expect, it } from 'vitest';

import { BodyScheduler } from './body-scheduler.js';

describe('BodyScheduler', () => {
  it('gives two slots at once, and the next ones in the order of the calls', async () => {
    const scheduler = new BodyScheduler();
    const [first, second] = await Promise.all([scheduler.acquire(), scheduler.acquire()]);
    const order: string[] = [];
    const third = scheduler.acquire().then((slot) => (order.push('third'), slot));
    const fourth = scheduler.acquire().then((slot) => (order.push('fourth'), slot));
    await Promise.resolve();
    expect(order).toEqual([]);
    second.end();
    await third;
    first.end();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('gives slots to several owners by turns, however many bodies one of them sends', async () => {
    const scheduler = new BodyScheduler();
    const [first] = await Promise.all([scheduler.acquire('ada'), scheduler.acquire('ada')]);
    const order: string[] = [];
    const next = (owner: string) =>
      scheduler.acquire(owner).then((slot) => {
        order.push(owner);
        slot.end();
      });
    const all = [...Array.from({ length: 300 }, () => next('ada')), next('bea')];
    first.end();
    await Promise.all(all);
    expect(order.indexOf('bea')).toBeLessThan(3);
  });

  it('frees a slot once, however often it is ended', async () => {
    const scheduler = new BodyScheduler();
    const [first] = await Promise.all([scheduler.acquire(), scheduler.acquire()]);
    first.end();
    first.end();
    await scheduler.acquire();
    let more = false;
    void scheduler.acquire().then(() => (more = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(more).toBe(false);
  });

  it('ends the slot of a silent client, and of one that sends without end', async () => {
    const scheduler = new BodyScheduler();
    const [silent, endless] = await Promise.all([scheduler.acquire(), scheduler.acquire()]);
    const sending = setInterval(() => endless.count(1e6), 5);
    await scheduler.acquire();
    expect([silent.ended, endless.ended]).toEqual([true, false]);
    // Each of these is silent and so frees its slot, until the endless one has ended as well.
    while (!endless.ended) await scheduler.acquire();
    clearInterval(sending);
  });
});
