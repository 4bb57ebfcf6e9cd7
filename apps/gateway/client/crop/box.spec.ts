import { describe, expect, it } from 'vitest';

import { parseAddress, canonicalAddress } from '#libs/domain/transform/address.js';
import { randomFrom } from '#libs/domain/transform/random-address.fixture.js';

import { addressOf, type Box, CORNERS, cropOf, moved, resized, shaped, WHOLE } from './box.js';

const BOX: Box = { x: 10, y: 20, width: 50, height: 40 };
const ID = '01kdc7q3v8x2m4n6p8r0s2t4v6';
const PHOTO = { width: 4000, height: 3000 };

describe('an area', () => {
  it('moves within the picture', () => {
    expect(moved(BOX, 5, -5)).toEqual({ ...BOX, x: 15, y: 15 });
    expect(moved(BOX, 100, 100)).toEqual({ ...BOX, x: 50, y: 60 });
    expect(moved(BOX, -100, -100)).toEqual({ ...BOX, x: 0, y: 0 });
  });

  it('changes at one corner, and the one across from it stays', () => {
    expect(resized(BOX, 'se', 10, 5, null)).toEqual({ x: 10, y: 20, width: 60, height: 45 });
    expect(resized(BOX, 'nw', 10, 5, null)).toEqual({ x: 20, y: 25, width: 40, height: 35 });
    expect(resized(BOX, 'ne', 10, 5, null)).toEqual({ x: 10, y: 25, width: 60, height: 35 });
    expect(resized(BOX, 'sw', -10, 5, null)).toEqual({ x: 0, y: 20, width: 60, height: 45 });
  });

  it('stays in the picture, and has a size', () => {
    expect(resized(BOX, 'se', 500, 500, null)).toEqual({ x: 10, y: 20, width: 90, height: 80 });
    expect(resized(BOX, 'nw', 500, 500, null)).toEqual({ x: 59, y: 59, width: 1, height: 1 });
  });

  it('keeps a shape, as large as fits', () => {
    expect(shaped(WHOLE, 0.5)).toEqual({ x: 25, y: 0, width: 50, height: 100 });
    expect(shaped(BOX, 2)).toEqual({ x: 10, y: 27.5, width: 50, height: 25 });
    const wide = resized(BOX, 'se', 20, 1, 2);
    expect(wide.width / wide.height).toBeCloseTo(2);
    expect(wide).toMatchObject({ x: 10, y: 20, width: 70 });
    expect(resized(BOX, 'se', 500, 500, 1)).toEqual({ x: 10, y: 20, width: 80, height: 80 });
  });
});

describe('the address of an area', () => {
  it('says the area in percent, and the width when there are more pixels', () => {
    const crop = cropOf(BOX, PHOTO);
    expect(crop).toEqual({ modifier: 'CRP10,20,50,40', width: 2000, height: 1200 });
    expect(addressOf(ID, crop, 800, 'webp')).toBe(`/i/${ID}._CRP10,20,50,40_SX800_.webp`);
    expect(addressOf(ID, crop, 2000, 'auto')).toBe(`/i/${ID}._CRP10,20,50,40_.auto`);
    expect(addressOf(ID, cropOf(WHOLE, PHOTO), 5000, 'jpg')).toBe(`/i/${ID}.jpg`);
  });

  it('is understood by the drive, and canonical, wherever the area is', () => {
    const random = randomFrom(5);
    for (let n = 0; n < 3_000; n++) {
      let box: Box = { x: 90 * random(), y: 90 * random(), width: 10 * random() + 0.1, height: 10 * random() + 0.1 };
      for (const corner of CORNERS)
        box = resized(box, corner, 200 * random() - 100, 200 * random() - 100, random() < 0.5 ? random() + 0.5 : null);
      box = moved(box, 200 * random() - 100, 200 * random() - 100);
      const crop = cropOf(box, PHOTO);
      const address = addressOf(ID, crop, 1 + Math.floor(3000 * random()), 'webp').slice('/i/'.length);
      expect(canonicalAddress(parseAddress(address)), address).toBe(address);
      expect(box.x + box.width, address).toBeLessThanOrEqual(100.001);
      expect(Math.min(crop.width, crop.height)).toBeGreaterThan(0);
    }
  });
});
