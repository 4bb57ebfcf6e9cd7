import type { Metadata } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeBytes, MAX_DECODE_BYTES } from './memory.js';

const MEGAPIXELS = 1_000_000;

function fits(megapixels: number, header: Partial<Metadata>): boolean {
  return decodeBytes({ width: megapixels, height: MEGAPIXELS, channels: 3, depth: 'uchar', ...header } as Metadata) <= MAX_DECODE_BYTES;
}

describe('decodeBytes', () => {
  it.each<[number, Partial<Metadata>]>([
    [256, { format: 'jpeg', isProgressive: false }],
    [256, { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:2:0' }],
    [100, { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:4:4' }],
    [100, { format: 'png', channels: 4, depth: 'ushort' }],
    [100, { format: 'png', channels: 4, isProgressive: true }],
    [100, { format: 'webp', channels: 4 }],
    [100, { format: 'gif', pages: 9 }],
    [42, { format: 'heif' }],
  ])('lets pass %d megapixels of %j', (megapixels, header) => {
    expect(fits(megapixels, header)).toBe(true);
  });

  it.each<[number, Partial<Metadata>]>([
    [256, { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:4:4' }],
    [300, { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:2:0' }],
    [100, { format: 'jpeg', isProgressive: true, chromaSubsampling: '4:4:4:4', channels: 4 }],
    [100, { format: 'png', channels: 4, depth: 'ushort', isProgressive: true }],
    [81, { format: 'webp', channels: 4, pages: 2 }],
    [100, { format: 'heif' }],
  ])('refuses %d megapixels of %j', (megapixels, header) => {
    expect(fits(megapixels, header)).toBe(false);
  });
});
