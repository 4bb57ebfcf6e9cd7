import { describe, expect, it } from 'vitest';

import { BadTransform } from '../transform/modifiers.js';
import { parseTransform } from '../transform/transform.js';
import { layout } from '../transform/layout.js';
import { parseImageRequest } from './image-request.js';

const WHOLE = { width: 600, height: 400 };

function read(path: string, whole = WHOLE) {
  const [region = '', size = '', rotation = '', file = ''] = path.split('/');
  return parseImageRequest({ region, size, rotation, file }, whole);
}

describe('an image request', () => {
  it.each([
    // Regions.
    ['full/max/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['square/max/0/default.jpg', 'CR100,0,400,400', '100,0,400,400/max/0/default.jpg'],
    ['0,0,600,400/max/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['125,15,200,200/max/0/default.jpg', 'CR125,15,200,200', '125,15,200,200/max/0/default.jpg'],
    ['599,399,1,1/max/0/default.jpg', 'CR599,399,1,1', '599,399,1,1/max/0/default.jpg'],
    ['500,350,200,200/max/0/default.jpg', 'CR500,350,100,50', '500,350,100,50/max/0/default.jpg'],
    ['0,0,999999999999,1/max/0/default.jpg', 'CR0,0,600,1', '0,0,600,1/max/0/default.jpg'],
    ['pct:0,0,100,100/max/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['pct:41.6,7.5,40,70/max/0/default.jpg', 'CR250,30,240,280', '250,30,240,280/max/0/default.jpg'],
    ['pct:41.6,7.5,66.6,100/max/0/default.jpg', 'CR250,30,350,370', '250,30,350,370/max/0/default.jpg'],
    ['pct:0,0,0.01,0.01/max/0/default.jpg', 'CR0,0,1,1', '0,0,1,1/max/0/default.jpg'],
    // Sizes.
    ['full/600,/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/150,/0/default.jpg', 'SE150,100', 'full/150,100/0/default.jpg'],
    ['full/1,/0/default.jpg', 'SE1,1', 'full/1,1/0/default.jpg'],
    ['full/,150/0/default.jpg', 'SE225,150', 'full/225,150/0/default.jpg'],
    ['full/,400/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/pct:50/0/default.jpg', 'SE300,200', 'full/300,200/0/default.jpg'],
    ['full/pct:100/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/pct:0.01/0/default.jpg', 'SE1,1', 'full/1,1/0/default.jpg'],
    ['full/225,100/0/default.jpg', 'SE225,100', 'full/225,100/0/default.jpg'],
    ['full/600,400/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/!225,100/0/default.jpg', 'SE150,100', 'full/150,100/0/default.jpg'],
    ['full/!150,900/0/default.jpg', 'SE150,100', 'full/150,100/0/default.jpg'],
    ['full/!600,400/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/!600,9999/0/default.jpg', '', 'full/max/0/default.jpg'],
    ['0,0,100,50/!10,10/0/default.jpg', 'CR0,0,100,50_SE10,5', '0,0,100,50/10,5/0/default.jpg'],
    ['0,0,512,400/256,/0/default.jpg', 'CR0,0,512,400_SE256,200', '0,0,512,400/256,200/0/default.jpg'],
    // Rotations.
    ['full/max/360/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/max/0.00/default.jpg', '', 'full/max/0/default.jpg'],
    ['full/max/90/default.jpg', 'PT90', 'full/max/90/default.jpg'],
    ['full/max/22.5/default.jpg', 'BG000000_PT22.5_BGFFFFFF', 'full/max/22.5/default.jpg'],
    ['full/max/22.5/default.png', 'PT22.5', 'full/max/22.5/default.png'],
    ['full/max/22.500000/default.png', 'PT22.5', 'full/max/22.5/default.png'],
    ['full/max/0.004/default.png', '', 'full/max/0/default.png'],
    ['full/max/359.999/default.png', '', 'full/max/0/default.png'],
    ['full/max/!0/default.jpg', 'FLH', 'full/max/!0/default.jpg'],
    ['full/max/!180/default.jpg', 'FLH_PT180', 'full/max/!180/default.jpg'],
    // Qualities and formats.
    ['full/max/0/color.webp', '', 'full/max/0/default.webp'],
    ['full/max/0/gray.avif', 'GR', 'full/max/0/gray.avif'],
    ['full/max/0/bitonal.png', 'BW', 'full/max/0/bitonal.png'],
    ['125,15,120,140/90,/!345/gray.jpg', 'CR125,15,120,140_SE90,105_FLH_BG000000_PT345_BGFFFFFF_GR', '125,15,120,140/90,105/!345/gray.jpg'],
  ])('%s is %s', (path, modifiers, canonical) => {
    expect(read(path)).toEqual({ modifiers, canonical, format: canonical.split('.').at(-1) });
    // The canonical form is the same request, and its own canonical form.
    expect(read(canonical)).toEqual(read(path));
    expect(layout(parseTransform(modifiers, 'png'), WHOLE).result.width).toBeGreaterThan(0);
  });

  it.each([
    ['Full/max/0/default.jpg', 'The region "Full" is not understood; use full, square, x,y,w,h or pct:x,y,w,h.'],
    ['/max/0/default.jpg', 'The region "" is not understood'],
    ['1,2,3/max/0/default.jpg', 'is not understood'],
    ['1,2,3,4,5/max/0/default.jpg', 'is not understood'],
    ['-1,0,10,10/max/0/default.jpg', 'is not understood'],
    ['+1,0,10,10/max/0/default.jpg', 'is not understood'],
    ['1.5,0,10,10/max/0/default.jpg', 'is not understood'],
    ['1e1,0,10,10/max/0/default.jpg', 'is not understood'],
    ['0,0,9999999999999,1/max/0/default.jpg', 'is not understood'],
    ['pct:0,0,.5,1/max/0/default.jpg', 'is not understood'],
    ['pct:0,0,-5,1/max/0/default.jpg', 'is not understood'],
    ['pct:/max/0/default.jpg', 'is not understood'],
    ['0,0,0,10/max/0/default.jpg', 'The region "0,0,0,10" is empty'],
    ['pct:0,0,10,0/max/0/default.jpg', 'is empty'],
    ['600,0,10,10/max/0/default.jpg', 'The region "600,0,10,10" is outside the image, which has 600 × 400 pixels; begin within it.'],
    ['0,400,10,10/max/0/default.jpg', 'is outside the image'],
    ['pct:100,0,10,10/max/0/default.jpg', 'is outside the image'],
    ['full/full/0/default.jpg', 'The size "full" is not understood; use max, w, or ,h or w,h or !w,h or pct:n.'],
    ['full/,/0/default.jpg', 'is not understood'],
    ['full/!,/0/default.jpg', 'is not understood'],
    ['full/!10,/0/default.jpg', 'is not understood'],
    ['full/!,10/0/default.jpg', 'is not understood'],
    ['full/!pct:10/0/default.jpg', 'is not understood'],
    ['full/10/0/default.jpg', 'is not understood'],
    ['full/0,/0/default.jpg', 'is not understood'],
    ['full/,0/0/default.jpg', 'is not understood'],
    ['full/10,0/0/default.jpg', 'is not understood'],
    ['full/!0,10/0/default.jpg', 'is not understood'],
    ['full/10.5,/0/default.jpg', 'is not understood'],
    ['full/-10,/0/default.jpg', 'is not understood'],
    ['full/pct:0/0/default.jpg', 'is not understood'],
    ['full/pct:-1/0/default.jpg', 'is not understood'],
    ['full/601,/0/default.jpg', 'The size "601," is larger than the region, which has 600 × 400 pixels; use max, or less.'],
    ['full/,401/0/default.jpg', 'is larger than the region'],
    ['full/10,401/0/default.jpg', 'is larger than the region'],
    ['full/601,10/0/default.jpg', 'is larger than the region'],
    ['full/!601,401/0/default.jpg', 'is larger than the region'],
    ['full/pct:100.2/0/default.jpg', 'is larger than the region'],
    ['0,0,10,10/11,/0/default.jpg', 'is larger than the region, which has 10 × 10 pixels'],
    ['full/^max/0/default.jpg', 'The size "^max" may enlarge the image, which is not offered; leave ^ out.'],
    ['full/^pct:50/0/default.jpg', 'leave ^ out'],
    ['full/max/-90/default.jpg', 'The rotation "-90" is not understood; use degrees from 0 to 360, with ! before them to mirror.'],
    ['full/max/360.1/default.jpg', 'is not understood'],
    ['full/max/!/default.jpg', 'is not understood'],
    ['full/max//default.jpg', 'is not understood'],
    ['full/max/90!/default.jpg', 'is not understood'],
    ['full/max/1,5/default.jpg', 'is not understood'],
    ['full/max/0/grey.jpg', 'There is no quality "grey"; use default, color, gray, bitonal.'],
    ['full/max/0/jpg', 'There is no quality "jpg"'],
    ['full/max/0/.jpg', 'There is no quality ""'],
    ['full/max/0/default', 'There is no format ""; use jpg, webp, avif, png.'],
    ['full/max/0/default.jpeg', 'There is no format "jpeg"'],
    ['full/max/0/default.JPG', 'There is no format "JPG"'],
    ['full/max/0/default.tif', 'There is no format "tif"'],
    ['full/max/0/default.auto', 'There is no format "auto"'],
    ['full/max/0/constructor.jpg', 'There is no quality "constructor"'],
  ])('%s is refused with what would do', (path, message) => {
    expect(() => read(path)).toThrow(BadTransform);
    expect(() => read(path)).toThrow(message);
  });

  it('repeats nothing long, and nothing that does not print', () => {
    expect(() => read(`${'\u0000ä'.repeat(500)}/max/0/default.jpg`)).toThrow(/^The region "\?{40}…" is not/);
  });
});

describe('of a picture that is larger than any result', () => {
  const panorama = { width: 20_000, height: 10_000 };
  it.each([
    ['full/max/0/default.jpg', 'SE8192,4096', 'full/max/0/default.jpg'],
    ['full/8192,4096/0/default.jpg', 'SE8192,4096', 'full/max/0/default.jpg'],
    ['0,0,7000,7000/max/0/default.jpg', 'CR0,0,7000,7000_SE6324,6324', '0,0,7000,7000/max/0/default.jpg'],
    ['0,0,512,512/max/0/default.jpg', 'CR0,0,512,512', '0,0,512,512/max/0/default.jpg'],
    ['16384,8192,8192,8192/226,113/0/default.jpg', 'CR16384,8192,3616,1808_SE226,113', '16384,8192,3616,1808/226,113/0/default.jpg'],
  ])('%s is %s', (path, modifiers, canonical) => {
    expect(read(path, panorama)).toMatchObject({ modifiers, canonical });
    expect(layout(parseTransform(modifiers, 'png'), panorama).result.width).toBeGreaterThan(0);
  });

  it.each([
    ['full/8193,/0/default.jpg', 'The size "8193," is larger than can be sent; use max, which is 8192,4096 here, or less.'],
    ['full/,8193/0/default.jpg', 'is larger than can be sent'],
    ['full/pct:100/0/default.jpg', 'is larger than can be sent'],
    ['full/8000,6000/0/default.jpg', 'is larger than can be sent'],
    ['full/max/45/default.png', 'The rotation "45" makes the image larger than 8192 a side and 40 megapixels; use a smaller size.'],
  ])('%s is refused with what would do', (path, message) => {
    expect(() => read(path, panorama)).toThrow(message);
  });
});
