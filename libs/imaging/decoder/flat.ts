import { deflateSync } from 'node:zlib';
import type { Metadata, OutputInfo } from 'sharp';
import { ImageError } from '#libs/imaging/image-error.js';
import { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import type { Source } from '#libs/imaging/decoder/source.js';

/** The beginning of a file by which its content is measured. */
const SAMPLE_BYTES = 16 * 1024 * 1024;
/** What a picture of one colour may take, once deflated: some bytes, and a hundredth of a bit to a bit for each pixel. */
const FLAT_BYTES = 16 * 1024;
const FLAT_BYTES_PER_PIXEL = 1 / 8;

interface Decoded {
  data: Buffer;
  info: Pick<OutputInfo, 'channels'>;
}

/**
 * Looks at a picture that came out as one colour, or transparent as a whole: that is right for one that holds no more, and else a decoder
 * did not understand it. Then it must not be shown as if it were well. @throws ImageError
 */
export async function expectContent(pixels: Decoded, { source, header }: { source: Source; header: Metadata }): Promise<void> {
  if (!isFlat(pixels)) return;
  const { icc, exif, xmp, iptc, width, height } = header;
  const described = [icc, exif, xmp, iptc].reduce((sum, block) => sum + (block?.length ?? 0), 0);
  if (contentBytes(source.input) - described <= FLAT_BYTES + width * height * FLAT_BYTES_PER_PIXEL) return;
  throw new ImageError(
    'BROKEN_IMAGE',
    'This picture came out as a single colour, although its file holds more. Export it again, best as JPEG, and send that.',
  );
}

function isFlat({ data, info: { channels } }: Decoded): boolean {
  // Each pixel is the one before.
  if (data.subarray(channels).equals(data.subarray(0, -channels))) return true;
  if (channels !== 4) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return false;
  return true;
}

/** Bytes that a file has without what is said twice, by its beginning. */
function contentBytes(input: string | Buffer): number {
  if (typeof input !== 'string') return measure(input.subarray(0, SAMPLE_BYTES), input.length);
  return FileBytes.use(input, (file) => measure(file.read(0, SAMPLE_BYTES), file.size));
}

function measure(sample: Buffer, size: number): number {
  return (deflateSync(sample, { level: 1 }).length * size) / Math.max(1, sample.length);
}
