import sharp from 'sharp';

/** A part of a picture that may be missing at its end: browsers show what is there, and so do people expect it of a few lost bytes. */
const MOST_MISSING = 0.25;
/** What is looked at: columns and rows of the picture as it is stored. */
const SAMPLE = { width: 64, height: 256 };

/** Whether an error of libvips is about the end of a JPEG. Another kind of damage comes first in the text when there is one. */
export function isTruncation(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('VipsJpeg: premature end of JPEG');
}

/**
 * Whether most of the picture of a truncated JPEG is there. libjpeg fills what is missing with one grey, from some row to the last; in a
 * progressive one, whose first scan has the whole picture, nothing may be missing but detail.
 */
export async function isMostlyThere(input: string | Buffer): Promise<boolean> {
  // Its size was checked when its header was read.
  const picture = sharp(input, { failOn: 'none', limitInputPixels: false }).resize({ ...SAMPLE, fit: 'fill', kernel: 'nearest' });
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  const row = Buffer.alloc(info.width * info.channels, data.subarray(-info.channels));
  let missing = 0;
  for (let end = data.length; end > 0 && data.subarray(end - row.length, end).equals(row); end -= row.length) missing++;
  return missing / info.height <= MOST_MISSING;
}
