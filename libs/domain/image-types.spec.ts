import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sniff, SNIFF_BYTES } from './image-types.js';

/** A file type box with these brands, the first one as major brand. */
function ftyp(...brands: string[]): Buffer {
  const box = Buffer.from(`....ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`, 'latin1');
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, Buffer.from('\0\0\0\x20metaheic')]);
}

describe('sniff', () => {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });

  it.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('recognises %s', async (format) => {
    const bytes = await picture.clone().toFormat(format).toBuffer();
    expect(sniff(bytes.subarray(0, SNIFF_BYTES))).toBe(`image/${format}`);
  });

  it('tells AVIF from HEIC by their brands', () => {
    expect(sniff(ftyp('heic', 'mif1', 'heic'))).toBe('image/heic');
    expect(sniff(ftyp('mif1', 'miaf', 'heic'))).toBe('image/heic');
    expect(sniff(ftyp('mif1', 'miaf', 'avif'))).toBe('image/avif');
    expect(sniff(ftyp('mif1', 'miaf'))).toBe('image/heic');
    expect(sniff(ftyp('isom', 'mp42'))).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['SVG behind an XML declaration', '<?xml version="1.0"?><svg/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['PDF', '%PDF-1.7'],
    ['a lone JPEG marker', '\xff\xd8'],
    ['RIFF that is not WebP', 'RIFF\x10\0\0\0WAVE'],
    ['a box cut short', '\0\0\0\x18ftyp'],
  ])('refuses %s', (_name, text) => {
    expect(sniff(Buffer.from(text, 'latin1'))).toBeNull();
  });
});
