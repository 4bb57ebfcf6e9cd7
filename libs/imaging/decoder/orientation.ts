import readExif from 'exif-reader';
import { hasNoTransform } from '#libs/imaging/decoder/heif-boxes.js';

/** In pixels. */
export interface Area {
  width: number;
  height: number;
}

/** How the stored image is to be turned and mirrored, as a number of EXIF (TIFF 6.0, tag 274); 1 is upright. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * The orientation that is left to apply to a HEIC image after its container's `irot` and `imir`. If the file has one of these, its EXIF
 * orientation is ignored (ISO/IEC 23008-12), since phones write both. A file with neither comes from a converter that copied pixels and
 * EXIF, such as libheif's heif-enc, and only its EXIF says which side is up.
 */
export function heicOrientation(file: string, exif: Buffer | undefined): Orientation {
  const orientation = exifOrientation(exif);
  return orientation !== 1 && hasNoTransform(file) ? orientation : 1;
}

/** 1 if the block is missing or its orientation is invalid. */
function exifOrientation(exif: Buffer | undefined): Orientation {
  if (!exif) return 1;
  try {
    const value: unknown = readExif(exif).Image?.Orientation;
    return isOrientation(value) ? value : 1;
  } catch {
    return 1;
  }
}

export function isOrientation(value: unknown): value is Orientation {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 8;
}

/** Width and height after this orientation. */
export function turned({ width, height }: Area, orientation: Orientation): Area {
  return orientation > 4 ? { width: height, height: width } : { width, height };
}
