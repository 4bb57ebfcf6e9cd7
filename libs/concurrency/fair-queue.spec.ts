import { describe, expect, it } from 'vitest';

import { FairQueue } from './fair-queue.js';

function queueOf(...items: string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const item of items) queue.push(item[0]!, item);
  return queue;
}

function shiftAll(queue: FairQueue<string>): string {
  const items: string[] = [];
  for (let item = queue.shift(); item; item = queue.shift()) items.push(item);
  return items.join(' ');
}

describe('FairQueue', () => {
  it('runs entries of one flow in the order of arrival', () => {
    expect(shiftAll(queueOf('a1', 'a2', 'a3'))).toBe('a1 a2 a3');
  });

  it('runs entries of several flows by turns', () => {
    expect(shiftAll(queueOf('a1', 'a2', 'a3', 'b1', 'b2', 'c1'))).toBe('a1 b1 c1 a2 b2 a3');
  });

  it('lets a flow that comes late wait for nobody who had a turn, and gives it no credit for its absence', () => {
    const queue = queueOf('a1', 'a2', 'a3', 'a4', 'a5');
    for (let n = 0; n < 3; n++) queue.shift();
    for (const item of ['b1', 'b2']) queue.push('b', item);
    expect(shiftAll(queue)).toBe('b1 a4 b2 a5');
  });

  it('does not let a flow go first because it had nothing waiting for a moment', () => {
    const queue = queueOf('a1', 'b1', 'b2');
    expect([queue.shift(), queue.shift()]).toEqual(['a1', 'b1']);
    for (const item of ['a2', 'a3']) queue.push('a', item);
    expect(shiftAll(queue)).toBe('b2 a2 a3');
  });

  it('lets an entry with `after` wait for that many rounds, and no longer', () => {
    const queue = new FairQueue<string>();
    queue.push('z', 'z1', { after: 2 });
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push('a', item);
    expect(shiftAll(queue)).toBe('a1 a2 z1 a3 a4');
  });

  it('gives a flow with `every` a smaller share', () => {
    const queue = new FairQueue<string>();
    for (const item of ['z1', 'z2']) queue.push('z', item, { every: 3 });
    for (const item of ['a1', 'a2', 'a3', 'a4', 'a5']) queue.push('a', item);
    expect(shiftAll(queue)).toBe('z1 a1 a2 a3 z2 a4 a5');
  });

  it('lets a flow wait for an entry that took longer than its round, once that is known', () => {
    const queue = queueOf('a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'b4');
    expect(queue.shift()).toBe('a1');
    queue.charge('a', 2);
    expect(shiftAll(queue)).toBe('b1 b2 b3 a2 b4 a3');
  });

  it('charges a flow that has nothing waiting for what it sends next', () => {
    const queue = queueOf('a1', 'b1', 'b2', 'b3', 'b4', 'b5');
    expect(queue.shift()).toBe('a1');
    queue.charge('a', 2);
    queue.push('a', 'a2');
    expect(shiftAll(queue)).toBe('b1 b2 b3 b4 a2 b5');
  });

  it('passes over flows that may not run now, which lose nothing by it', () => {
    const queue = queueOf('a1', 'a2', 'b1', 'b2');
    const notA = (flow: string) => flow !== 'a';
    expect([queue.peek(notA), queue.shift(notA), queue.shift(notA), queue.shift(notA)]).toEqual(['b1', 'b1', 'b2', undefined]);
    queue.push('b', 'b3');
    expect(shiftAll(queue)).toBe('a1 a2 b3');
  });

  it('forgets flows that wait for nothing', () => {
    const queue = new FairQueue<string>();
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    for (let n = 0; n < 1000; n++) queue.push(`flow ${n}`, 'once');
    expect([queue.size, queue.sizeOf('a'), queue.all().length]).toEqual([1002, 2, 1002]);
    shiftAll(queue);
    expect((queue as unknown as { flows: Map<string, unknown> }).flows.size).toBeLessThanOrEqual(1);
  });

  it('shows the first entry without removing it, and everything when it is cleared', () => {
    const queue = queueOf('a1', 'b1');
    expect([queue.peek(), queue.peek(), queue.size]).toEqual(['a1', 'a1', 2]);
    queue.clear();
    expect([queue.peek(), queue.shift(), queue.size, queue.sizeOf('a')]).toEqual([undefined, undefined, 0, 0]);
  });
});
