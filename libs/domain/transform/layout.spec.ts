import { describe, expect, it } from 'vitest';

import { type Area, earlyArea, earlySteps, layout } from './layout.js';
import { BadTransform } from './modifiers.js';
import { parseTransform } from './transform.js';

const PHOTO: Area = { width: 4000, height: 3000 };
const of = (modifiers: string, whole = PHOTO) => layout(parseTransform(modifiers, 'webp'), whole);
const size = (modifiers: string, whole = PHOTO): string => {
  const { width, height } = of(modifiers, whole).result;
  return `${width}x${height}`;
};

describe('the size of a result', () => {
  it.each([
    ['', '4000x3000'],
    ['SL600', '600x450'],
    ['SX600', '600x450'],
    ['SY600', '800x600'],
    ['SL8000', '4000x3000'],
    ['SS300', '300x300'],
    ['SR300,100', '300x100'],
    ['SE300,200', '300x200'],
    ['SE6000,200', '4000x200'],
    ['SE300,200_DPR4', '1200x800'],
    ['CR10,20,300,200_SE512,100', '300x100'],
    ['SC300,200', '300x200'],
    ['SC6000,3000', '4000x2000'],
    ['SL600_DPR2', '1200x900'],
    ['SL3000_DPR2', '4000x3000'],
    ['SC300,200_DPR3', '900x600'],
    ['SR8000,1000_DPR1', '8000x1000'],
    ['SS3000_DPR2', '4000x4000'],
    ['CR10,20,300,200', '300x200'],
    ['CR0,0,4000,3000', '4000x3000'],
    ['SL600_CR300,200,300,250', '300x250'],
    ['CRP10,10,50,50', '2000x1500'],
    ['SL600_CRP0,0,0.01,0.01', '1x1'],
    ['SL600_CRP100,100,0,0'.replace('100,100,0,0', '99.99,99.99,0.01,0.01'), '1x1'],
    ['SL600_PT90', '450x600'],
    ['SL600_PT-180', '600x450'],
    ['SL600_PT45', '742x742'],
    ['SL600_BO4,1,2,3', '608x458'],
    ['SL600_PE20_BL2_SH1_GR_FLH_FLV', '600x450'],
    ['PT90_SL600', '450x600'],
  ])('of %s is %s', (modifiers, expected) => {
    expect(size(modifiers)).toBe(expected);
  });

  it('never is nothing', () => {
    expect(size('SL10', { width: 5000, height: 1 })).toBe('10x1');
    expect(size('SX1', { width: 1, height: 1 })).toBe('1x1');
  });
});

it('cuts around the focal point, within the picture', () => {
  const cut = (focus: string) => of(`${focus}SC300,300`, { width: 1000, height: 500 }).steps[0]!.cut;
  expect(cut('')).toEqual({ x: 150, y: 0, width: 300, height: 300 });
  expect(cut('FP0,0_')).toMatchObject({ x: 0 });
  expect(cut('FP100,0_')).toMatchObject({ x: 300 });
  expect(cut('FP40,90_')).toMatchObject({ x: 90 });
});

describe('the resolution that a picture is needed in', () => {
  it.each([
    ['SL1000', 0.25, 0],
    ['PT90_FLH_GR_SL1000', 0.25, 3],
    ['CRP0,0,50,50_SL1000', 0.5, 1],
    ['SC400,300', 0.1, 0],
    ['SL8000', 1, 0],
    ['SL1000_BL3', 0.25, 0],
    ['', 1, -1],
    ['PT90', 1, -1],
    ['CR0,0,400,400_SL100', 0.25, 1],
    ['CR0,0,400,400_SE100,300', 0.75, 1],
    ['CR0,0,400,400', 1, -1],
    ['CR0,0,400,400_GR_BW_SL100', 1, -1],
    ['BL3_SL100', 1, -1],
  ])('for %s is %f', (modifiers, scale, head) => {
    expect(of(modifiers)).toMatchObject({ scale, head });
  });
});

describe('a rectangle that is cut out first', () => {
  it.each([
    ['CR100,200,512,512', true],
    ['CR100,200,512,512_FLH_GR', true],
    ['CR100,200,512,512_SE300,300_PT90', true],
    ['CRP10,10,50,50_SC1500,1500', true],
    // Of a smaller copy.
    ['CR100,200,512,512_SE256,256', false],
    // Of what another step made.
    ['FLH_CR100,200,512,512', false],
    ['SL2000_CR100,200,512,512', false],
    ['SL2000', false],
  ])('of %s: decoded alone is %s', (modifiers, expected) => {
    expect(of(modifiers).region).toEqual(expected ? of(modifiers).steps[0] : null);
  });

  it.each([
    // A tile, of an original and of a smaller copy.
    ['CR0,0,2048,2048_SE512,512', { width: 12_500, height: 8_000 }, { width: 3_125, height: 2_000 }],
    ['CR0,0,2048,2048_SE512,512', { width: 4_000, height: 2_560 }, { width: 3_125, height: 2_000 }],
    ['CR0,0,2048,2048_SE512,512', { width: 2_048, height: 1_311 }, { width: 2_048, height: 1_311 }],
    // What is turned as well is of a sharper copy.
    ['CR0,0,2048,2048_PT30_SE512,512', { width: 12_500, height: 8_000 }, { width: 5_590, height: 3_578 }],
    ['CR0,0,2048,2048', { width: 12_500, height: 8_000 }, { width: 12_500, height: 8_000 }],
  ])('by %s is cut out of a file of %j decoded to %j', (modifiers, file, expected) => {
    const whole = { width: 12_500, height: 8_000 };
    expect(earlyArea(file, of(modifiers, whole), whole)).toEqual(expected);
  });

  it('is scaled with a smaller copy, and lies within it', () => {
    const copy = { width: 1000, height: 750 };
    const cuts = (modifiers: string, early = copy) => earlySteps(of(modifiers).steps, early).map(({ cut, to }) => ({ cut, to }));
    expect(cuts('CR1024,512,512,512')).toEqual([{ cut: { x: 256, y: 128, width: 128, height: 128 }, to: { width: 128, height: 128 } }]);
    expect(cuts('PT90_CR0,3488,512,512')[1]).toMatchObject({ cut: { x: 0, y: 872, width: 128, height: 128 } });
    expect(cuts('CR3999,2999,1,1', { width: 10, height: 7 })).toMatchObject([{ cut: { x: 9, y: 6, width: 1, height: 1 } }]);
    expect(cuts('CR100,0,3900,3000_CR0,0,3900,3000')[1]).toMatchObject({ cut: { x: 0, y: 0, width: 975, height: 750 } });
  });
});

describe('refused are, with what would do,', () => {
  const panorama = { width: 20_000, height: 10_000 };
  it.each([
    ['CR4000,0,10,10', PHOTO, 'CR4000,0,10,10 goes beyond the picture, which has 4000 × 3000 pixels there; begin within it'],
    ['CR3000,0,1001,10', PHOTO, 'use at most CR3000,0,1000,3000'],
    ['SL400_CR0,0,400,301', PHOTO, 'which has 400 × 300 pixels there; use at most CR0,0,400,300'],
    ['', panorama, '20000 × 10000 pixels, and a result at most 8192 a side and 40 megapixels; begin with a smaller size'],
    ['PT90', panorama, 'at most 8192 a side'],
    ['FLH_CR0,0,10,10_SL10', panorama, 'FLH needs 20000 × 10000 pixels, which is more than can be decoded'],
    ['CR0,0,8193,10', panorama, 'CR0,0,8193,10 makes 8193 × 10 pixels'],
    ['CR0,0,8000,8000', panorama, 'CR0,0,8000,8000 makes 8000 × 8000 pixels'],
    ['SC100,8000', { width: 20_000, height: 8_000 }, 'SC100,8000 cuts off too much of a picture of 20000 × 8000 pixels; begin with'],
    ['KB100', PHOTO, 'KB100 tries several qualities, and for that a result has at most 10 megapixels; begin with'],
    ['SL8192', { width: 8192, height: 8192 }, 'SL8192 makes 8192 × 8192 pixels'],
    ['SS8192', PHOTO, 'SS8192 makes 8192 × 8192 pixels'],
    ['SR8192,4000_BO1,0,0,0', PHOTO, 'BO1,0,0,0 makes 8194 × 4002 pixels'],
    ['PT45_PT45_PT45_SL100', PHOTO, 'and at most 50 megapixels can be; begin with a smaller size'],
    ['PT45_SL100', { width: 60_000, height: 1_000 }, 'and at most 50 megapixels can be'],
    ['FLH_CRP0,0,10,10_SL8000', panorama, 'FLH needs 20000 × 10000 pixels, which is more than can be decoded'],
    ['SX8000_PT45', { width: 8000, height: 4000 }, 'PT45 makes 8485 × 8485 pixels'],
  ])('%s', (modifiers, whole, message) => {
    expect(() => of(modifiers, whole)).toThrow(BadTransform);
    expect(() => of(modifiers, whole)).toThrow(message);
  });

  it('an avif of more than 16 megapixels', () => {
    const avif = (width: number) => layout(parseTransform('', 'avif'), { width, height: 4000 });
    expect(avif(4000).result).toEqual({ width: 4000, height: 4000 });
    expect(() => avif(4001)).toThrow(
      'An avif has at most 16 megapixels; begin with a smaller size, such as SL2048, or end the address in .webp.',
    );
  });

  it('but not what a size comes after, or a rectangle before', () => {
    expect(size('CR19990,9990,10,10', panorama)).toBe('10x10');
    expect(size('CRP0,0,10,10_SL8000', panorama)).toBe('2000x1000');
    expect(size('PT45_SL600', panorama)).toBe('600x600');
    expect(size('CR0,0,10,10', { width: 10_000, height: 10_000 })).toBe('10x10');
    expect(size('SX8192', { width: 8192, height: 4882 })).toBe('8192x4882');
  });
});
