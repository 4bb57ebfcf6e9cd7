import readExif from 'exif-reader';
import { lacksTurn } from '#libs/imaging/decoder/heif-boxes.js';

/** In pixels. */
export interface Area {
  width: number;
  height: number;
}

/** How the stored picture is to be turned and mirrored, by the numbers of EXIF (TIFF 6.0, tag 274); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * What is left to do to a HEIC picture that its container's `irot` and `imir` have turned already. With one of these the EXIF block
 * counts for nothing (ISO/IEC 23008-12): phones write both. A file that has neither comes of a converter that took over pixels and EXIF
 * as they were, as libheif's heif-enc does, and its EXIF is all that says which side is up.
 */
export function heicOrientation(file: string, exif: Buffer | undefined): Orientation {
  const orientation = exifOrientation(exif);
  return orientation !== 1 && lacksTurn(file) ? orientation : 1;
}

/** 1 when the block is missing or says nothing that can be. */
function exifOrientation(exif: Buffer | undefined): Orientation {
  if (!exif) return 1;
  try {
    const value: unknown = readExif(exif).Image?.Orientation;
    return isOrientation(value) ? value : 1;
  } catch {
    return 1;
  }
}

function isOrientation(value: unknown): value is Orientation {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 8;
}

/** Width and height after this orientation. */
export function turned({ width, height }: Area, orientation: Orientation): Area {
  return orientation > 4 ? { width: height, height: width } : { width, height };
}
