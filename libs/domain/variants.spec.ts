import { describe, expect, it } from 'vitest';
import { fit } from './variants.js';

describe('fit', () => {
  it('scales the longest side to that of the variant', () => {
    expect(fit(4000, 3000, 's')).toEqual({ width: 320, height: 240 });
    expect(fit(3024, 4032, 'm')).toEqual({ width: 768, height: 1024 });
    expect(fit(4000, 3000, 'l')).toEqual({ width: 2048, height: 1536 });
  });

  it('never enlarges', () => {
    expect(fit(1, 1, 's')).toEqual({ width: 1, height: 1 });
    expect(fit(320, 10, 's')).toEqual({ width: 320, height: 10 });
    expect(fit(1500, 1000, 'l')).toEqual({ width: 1500, height: 1000 });
  });

  it('keeps at least one pixel of a thin image', () => {
    expect(fit(10_000, 100, 's')).toEqual({ width: 320, height: 3 });
    expect(fit(1, 20_000, 's')).toEqual({ width: 1, height: 320 });
  });
});
