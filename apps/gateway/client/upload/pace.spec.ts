import { describe, expect, it } from 'vitest';

import { Pace, size } from './pace.js';

describe('Pace', () => {
  it('says nothing before it knows, then the speed of the last seconds and what is left', () => {
    const pace = new Pace();
    pace.mark(0, 0);
    pace.mark(500_000, 500);
    expect(pace.tell(1)).toBe('');
    pace.mark(2 * 1024 ** 2, 2000);
    expect(pace.tell(90 * 1024 ** 2)).toBe('1.0 MB/s, 2 min left');
    // Slower for longer than it looks back: the fast beginning is forgotten.
    for (let second = 3; second <= 12; second++) pace.mark(2 * 1024 ** 2 + (second - 2) * 100 * 1024, second * 1000);
    expect(pace.tell(1024 ** 2)).toBe('100 KB/s, 10 s left');
  });

  it('begins anew when a file does', () => {
    const pace = new Pace();
    pace.mark(0, 0);
    pace.mark(1024 ** 2, 1000);
    pace.mark(0, 60_000);
    expect(pace.speed).toBe(0);
    pace.mark(1024, 62_000);
    expect(pace.speed).toBe(512);
  });

  it('has nothing to say where nothing moves', () => {
    const pace = new Pace();
    pace.mark(10, 0);
    pace.mark(10, 5000);
    expect(pace.tell(1)).toBe('');
  });
});

it.each([
  [512, '0.5 KB'],
  [20 * 1024, '20 KB'],
  [4.2 * 1024 ** 2, '4.2 MB'],
  [132 * 1024 ** 2, '132 MB'],
  [1.5 * 1024 ** 3, '1.5 GB'],
])('%i bytes are %s', (bytes, words) => expect(size(bytes)).toBe(words));
