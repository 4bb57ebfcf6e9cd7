import type { OutputInfo } from 'sharp';
import type { Orientation } from '#libs/imaging/decoder/orientation.js';

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;

interface Pixels {
  data: Buffer;
  info: Pick<OutputInfo, 'width' | 'height' | 'channels'>;
}

/**
 * Writes an uncompressed TIFF (TIFF 6.0) with an orientation and optionally an ICC profile (ICC.1, annex B.4): sharp accepts neither with
 * raw pixels, and this is the cheapest format that has both. 8 bits per channel; a fourth channel is alpha, not premultiplied.
 */
export function tiff({ data, info: { width, height, channels } }: Pixels, profile: Buffer | null, orientation: Orientation): Buffer {
  // Tag, type, count, and the value or its offset, in the order of the tags.
  const entries: [tag: number, type: number, count: number, value: number][] = [];
  const entryCount = 10 + (channels === 4 ? 1 : 0) + (profile ? 1 : 0);
  const profileBytes = profile?.length ?? 0;
  const bitsAt = 8 + 2 + entryCount * ENTRY_BYTES + 4;
  const profileAt = bitsAt + 8;
  const pixelsAt = profileAt + profileBytes + (profileBytes % 2);
  entries.push([256, LONG, 1, width], [257, LONG, 1, height], [258, SHORT, channels, bitsAt]);
  // Not compressed; RGB.
  entries.push([259, SHORT, 1, 1], [262, SHORT, 1, 2]);
  // One strip that holds all rows.
  entries.push([273, LONG, 1, pixelsAt], [274, SHORT, 1, orientation]);
  entries.push([277, SHORT, 1, channels], [278, LONG, 1, height], [279, LONG, 1, data.length]);
  if (channels === 4) entries.push([338, SHORT, 1, 2]);
  if (profile) entries.push([34675, UNDEFINED, profileBytes, profileAt]);
  const head = Buffer.alloc(pixelsAt);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * ENTRY_BYTES;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    // A short uses the first half of its field, which in little-endian order is the same as a long.
    head.writeUInt32LE(value, at + 8);
  }
  for (let channel = 0; channel < 4; channel++) head.writeUInt16LE(8, bitsAt + channel * 2);
  profile?.copy(head, profileAt);
  return Buffer.concat([head, data]);
}
