import { expect, it } from 'vitest';

import { mark, shapeClass } from './parts.js';
import { picture } from './pages.fixture.js';

it.each([
  [4000, 3000, '4-3'],
  [3000, 4000, '3-4'],
  [1000, 1000, '1-1'],
  [1920, 1080, '16-9'],
  [3000, 2000, '3-2'],
  [40_000, 1, '3-1'],
  [1, 40_000, '1-2'],
])('%i by %i has the shape %s', (width, height, shape) => {
  expect(shapeClass({ width, height })).toBe(`shape-${shape}`);
});

it('marks a tile anew when what it shows has changed, and only then', () => {
  const before = picture({ state: 'processing' });
  expect(mark(structuredClone(before))).toBe(mark(before));
  for (const after of [picture(), picture({ state: 'rejected' }), picture({ state: 'processing', name: 'x' })]) {
    expect(mark(after)).not.toBe(mark(before));
  }
});
