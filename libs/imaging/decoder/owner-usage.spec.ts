import { beforeEach, describe, expect, it } from 'vitest';

import { OwnerUsage } from './owner-usage.js';

describe('OwnerUsage', () => {
  let now: number;
  beforeEach(() => void (now = 0));
  const of = (children: number) => new OwnerUsage(children, () => now);

  /** A request of this owner from its begin to its end. */
  function run(usage: OwnerUsage, owner: string, cpuSeconds: number): void {
    usage.begin(owner);
    usage.end(owner, cpuSeconds);
  }

  it('keeps the last child from an owner who has all others', () => {
    const usage = of(3);
    usage.begin('ada');
    expect(usage.mayBegin('ada')).toBe(true);
    usage.begin('ada');
    expect([usage.mayBegin('ada'), usage.mayBegin('bea')]).toEqual([false, true]);
    usage.end('ada', 0);
    expect(usage.mayBegin('ada')).toBe(true);
  });

  it('keeps the last child from all slow owners together', () => {
    const usage = of(2);
    for (const owner of ['ada', 'bea']) run(usage, owner, 0.2);
    usage.begin('ada');
    expect([usage.mayBegin('bea'), usage.mayBegin('cleo')]).toEqual([false, true]);
    usage.end('ada', 0);
    expect(usage.mayBegin('bea')).toBe(true);
  });

  it('takes nobody for slow whose requests are short, however many', () => {
    const usage = of(2);
    for (let n = 0; n < 100; n++) run(usage, 'ada', 0.02);
    run(usage, 'bea', 0.2);
    usage.begin('bea');
    expect(usage.mayBegin('ada')).toBe(true);
  });

  it('forgets after a minute that an owner was slow', () => {
    const usage = of(2);
    for (const owner of ['ada', 'bea']) run(usage, owner, 0.2);
    now = 59_999;
    usage.begin('ada');
    expect(usage.mayBegin('bea')).toBe(false);
    now = 60_000;
    expect(usage.mayBegin('bea')).toBe(true);
  });

  it('lets the only child of a pool begin with anybody', () => {
    const usage = of(1);
    run(usage, 'ada', 0.2);
    expect([usage.mayBegin('ada'), usage.mayBegin('bea')]).toEqual([true, true]);
  });
});
