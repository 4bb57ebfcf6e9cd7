import { describe, expect, it } from 'vitest';

import { Throughput } from './throughput.js';

describe('Throughput', () => {
  it('is empty at first, then the speed of the last seconds and the remaining time', () => {
    const throughput = new Throughput();
    throughput.add(0, 0);
    throughput.add(500_000, 500);
    expect(throughput.describe(1)).toBe('');
    throughput.add(2 * 1024 ** 2, 2000);
    expect(throughput.describe(90 * 1024 ** 2)).toBe('1.0 MB/s, 2 min left');
    // Slower for longer than the window: the fast start no longer counts.
    for (let second = 3; second <= 12; second++) throughput.add(2 * 1024 ** 2 + (second - 2) * 100 * 1024, second * 1000);
    expect(throughput.describe(1024 ** 2)).toBe('100 KB/s, 10 s left');
  });

  it('starts again when a file starts again', () => {
    const throughput = new Throughput();
    throughput.add(0, 0);
    throughput.add(1024 ** 2, 1000);
    throughput.add(0, 60_000);
    expect(throughput.speed).toBe(0);
    throughput.add(1024, 62_000);
    expect(throughput.speed).toBe(512);
  });

  it('is empty while nothing is sent', () => {
    const throughput = new Throughput();
    throughput.add(10, 0);
    throughput.add(10, 5000);
    expect(throughput.describe(1)).toBe('');
  });
});
