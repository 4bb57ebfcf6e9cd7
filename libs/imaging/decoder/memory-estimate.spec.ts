import type { Metadata } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ImageType } from '#libs/domain/image-types.js';
import { decodeBytes, HEAVY_BYTES, MAX_DECODE_BYTES } from './memory-estimate.js';

const MEGAPIXELS = 1_000_000;

function bytes(megapixels: number, type: string, header: Partial<Metadata>): number {
  return decodeBytes(
    { width: megapixels, height: MEGAPIXELS, channels: 3, depth: 'uchar', ...header } as Metadata,
    `image/${type}` as ImageType,
  );
}

describe('decodeBytes', () => {
  it.each<[number, string, Partial<Metadata>]>([
    [256, 'jpeg', { isProgressive: false }],
    [256, 'jpeg', { isProgressive: true, chromaSubsampling: '4:2:0' }],
    [100, 'jpeg', { isProgressive: true, chromaSubsampling: '4:4:4' }],
    [100, 'png', { channels: 4, depth: 'ushort' }],
    [100, 'png', { channels: 4, isProgressive: true }],
    [100, 'webp', { channels: 4 }],
    [100, 'gif', { pages: 9 }],
    [42, 'avif', {}],
    [25, 'jxl', {}],
    [38, 'jp2', {}],
  ])('accepts %d megapixels of %s %j', (megapixels, type, header) => {
    expect(bytes(megapixels, type, header)).toBeLessThanOrEqual(MAX_DECODE_BYTES);
  });

  it.each<[number, string, Partial<Metadata>]>([
    [256, 'jpeg', { isProgressive: true, chromaSubsampling: '4:4:4' }],
    [300, 'jpeg', { isProgressive: true, chromaSubsampling: '4:2:0' }],
    [100, 'jpeg', { isProgressive: true, chromaSubsampling: '4:4:4:4', channels: 4 }],
    [100, 'png', { channels: 4, depth: 'ushort', isProgressive: true }],
    [81, 'webp', { channels: 4, pages: 2 }],
    [100, 'avif', {}],
    [26, 'jxl', {}],
    [18, 'jxl', { hasAlpha: true }],
    [40, 'jp2', {}],
  ])('refuses %d megapixels of %s %j', (megapixels, type, header) => {
    expect(bytes(megapixels, type, header)).toBeGreaterThan(MAX_DECODE_BYTES);
  });

  it('lets images of cameras and phones run side by side', () => {
    expect(bytes(24, 'heic', {})).toBeLessThan(HEAVY_BYTES);
    expect(bytes(60, 'jpeg', { isProgressive: false })).toBeLessThan(HEAVY_BYTES);
    expect(bytes(48, 'heic', {})).toBeGreaterThan(HEAVY_BYTES);
  });
});
