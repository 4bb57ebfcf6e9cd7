import readExif from 'exif-reader';
import type { CameraData } from '#libs/domain/image/image-row.js';

/** Characters of a name; cameras have room for anything there. */
const MAX_NAME = 100;
/** Nobody exposes for more than a day, and no lens is longer than ten metres: what is beyond is nonsense. */
const MOST = { exposureSeconds: 86_400, aperture: 1_000, iso: 100_000_000, focalLength: 10_000 };

/**
 * What the camera wrote of itself into an EXIF block (CIPA DC-008 sections 4.6.4 and 4.6.5), each thing null when it is missing or
 * nonsense; null when there is none of them, and no place either.
 */
export function cameraData(exif: Buffer | undefined): CameraData | null {
  if (!exif) return null;
  try {
    const { Image, Photo, GPSInfo } = readExif(exif);
    const data: CameraData = {
      camera: cameraName(name(Image?.Make), name(Image?.Model)),
      lens: name(Photo?.LensModel),
      exposureSeconds: positive(Photo?.ExposureTime, MOST.exposureSeconds),
      aperture: positive(Photo?.FNumber, MOST.aperture),
      iso: positive(Photo?.ISOSpeedRatings, MOST.iso),
      focalLength: positive(Photo?.FocalLength, MOST.focalLength),
      place: isPlace(GPSInfo?.GPSLatitude) && isPlace(GPSInfo?.GPSLongitude),
    };
    return Object.values(data).some((value) => value !== null && value !== false) ? data : null;
  } catch {
    return null;
  }
}

/** Many makers write their name into the model as well: "Canon" and "Canon EOS R5", "NIKON CORPORATION" and "NIKON D90". */
function cameraName(make: string | null, model: string | null): string | null {
  if (!make || !model) return model ?? make;
  const [brand] = make.split(' ');
  return model.toLowerCase().startsWith(brand!.toLowerCase()) ? model : `${make} ${model}`;
}

function name(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const clean = value
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .toWellFormed();
  return clean === '' ? null : clean;
}

/** A number above zero; of several the first. */
function positive(value: unknown, most: number): number | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'number' && first > 0 && first <= most ? first : null;
}

/** Degrees, minutes and seconds. Cameras without a fix write nothing there, or no numbers. */
function isPlace(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && value.every((part) => Number.isFinite(part));
}
