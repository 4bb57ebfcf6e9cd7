import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { mark, shapeOf, SHAPES } from './parts.js';
import { picture } from '../pages.fixture.js';

it.each([
  [4000, 3000, 133],
  [3000, 4000, 75],
  [1000, 1000, 100],
  [1920, 1080, 178],
  [1080, 1920, 56],
  [3000, 2000, 150],
  [40_000, 1, 400],
  [1, 40_000, 40],
])('%i by %i has the shape %s', (width, height, shape) => {
  expect(shapeOf({ width, height })).toBe(shape);
});

it('every shape has a CSS class, and no image is cropped by more than 4 %', () => {
  const css = readFileSync(new URL('../../client/styles/shapes.css', import.meta.url), 'utf8');
  const classes = [...css.matchAll(/^\.shape-(\d+) \{\n {2}--shape: ([\d.]+);\n\}$/gm)];
  expect(classes.map(([, name]) => Number(name))).toEqual(SHAPES);
  for (const [, name, ratio] of classes) expect(Math.round(100 * Number(ratio))).toBe(Number(name));
  for (let ratio = 0.4; ratio < 4; ratio *= 1.003) {
    const shape = Number(classes.find(([, name]) => Number(name) === shapeOf({ width: 10_000 * ratio, height: 10_000 }))![2]);
    expect(Math.min(ratio / shape, shape / ratio)).toBeGreaterThan(0.96);
  }
});

it('mark changes exactly when the content of the tile changes', () => {
  const before = picture({ state: 'processing' });
  expect(mark(structuredClone(before))).toBe(mark(before));
  for (const after of [picture(), picture({ state: 'rejected' }), picture({ state: 'processing', name: 'x' })]) {
    expect(mark(after)).not.toBe(mark(before));
  }
});
