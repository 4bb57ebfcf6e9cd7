import type { Metadata } from 'sharp';
import sharp from 'sharp';

import { isDecodedByWebAssembly } from '#libs/domain/image-types.js';
import type { Area, Rectangle } from '#libs/domain/transform/layout.js';
import type { Opened } from '#libs/imaging/decoder/open.js';
import { isOrientation, type Orientation, turned } from '#libs/imaging/decoder/orientation.js';
import type { TransformRequest } from '#libs/imaging/decoder/protocol.js';
import { decode, type Pixels, raw, from } from '#libs/imaging/decoder/render.js';
import { tiff } from '#libs/imaging/decoder/tiff.js';

/**
 * Decodes one rectangle of an image, upright, to 8-bit sRGB of this size: line by line, so that no more than the rectangle is in memory, and
 * no line below it is read. Returns null where only the whole can be decoded, or the file is damaged: then the whole says what is wrong.
 * @param cut in the upright image, as it was opened
 */
export async function decodeRegion(
  { type }: Pick<TransformRequest, 'type'>,
  { source, header, pending, upright, asStored }: Opened,
  cut: Rectangle,
  area: Area,
): Promise<Pixels | null> {
  const isPlain = source.channels === null && source.mend === null && source.orientation === null && pending === 1;
  if (!isPlain || isDecodedByWebAssembly(type)) return null;
  const orientation = orientationOf(header);
  const { x: left, y: top, width, height } = storedCut(cut, turned(upright, orientation), orientation);
  const pixels = await decode(asStored().extract({ left, top, width, height }), turned(area, orientation)).catch(() => null);
  if (!pixels || orientation === 1) return pixels;
  return raw(sharp(tiff(await raw(from(pixels).toColourspace('srgb')), null, orientation), { autoOrient: true }));
}

function orientationOf({ orientation }: Metadata): Orientation {
  return isOrientation(orientation) ? orientation : 1;
}

/** Where a rectangle of an upright image lies in the file (TIFF 6.0, tag 274). @param stored the size in the file */
function storedCut({ x, y, width, height }: Rectangle, stored: Area, orientation: Orientation): Rectangle {
  // Of the rectangle as it lies in the file: turned back by a quarter for 5 to 8, then mirrored where the orientation says so.
  const lying = orientation > 4 ? { x: y, y: x, width: height, height: width } : { x, y, width, height };
  const isMirroredAcross = [2, 3, 7, 8].includes(orientation);
  const isMirroredDown = [3, 4, 6, 7].includes(orientation);
  return {
    ...lying,
    x: isMirroredAcross ? stored.width - lying.x - lying.width : lying.x,
    y: isMirroredDown ? stored.height - lying.y - lying.height : lying.y,
  };
}
