import readExif from 'exif-reader';

import type { CameraData } from '#libs/domain/image/image-row.js';

/** The year of the first photograph. Cameras that do not know the time write an earlier one. */
const EARLIEST = Date.UTC(1826, 0, 1);

/**
 * When an image was taken, from its EXIF block (CIPA DC-008 section 4.6.5.2): DateTimeOriginal at OffsetTimeOriginal, or in UTC if the
 * offset is missing or invalid. Null if there is no such time or it is impossible.
 */
export function takenAt(exif: Buffer | undefined): Date | null {
  if (!exif) return null;
  try {
    const photo = readExif(exif).Photo;
    const local: unknown = photo?.DateTimeOriginal;
    if (!(local instanceof Date) || Number.isNaN(local.getTime())) return null;
    // The library lets impossible dates roll over (month 00 becomes December): a date that is not in the block as text is one of those.
    const written = local.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
    if (local.getTime() < EARLIEST || !exif.includes(written)) return null;
    const at = new Date(local.getTime() - offsetMinutes(photo?.OffsetTimeOriginal) * 60_000);
    return at.getUTCFullYear() > 9999 ? null : at;
  } catch {
    return null;
  }
}

/** Minutes east of Greenwich for `+05:30`; 0 for an offset that exists nowhere. */
function offsetMinutes(offset: unknown): number {
  const match = typeof offset === 'string' ? /^([+-])(\d\d):([0-5]\d)/.exec(offset) : null;
  const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : 0;
  if (minutes > 14 * 60) return 0;
  return match?.[1] === '-' ? -minutes : minutes;
}

/** Characters of a name; the tags may hold any length. */
const MAX_NAME = 100;
/** Plausible limits: a day of exposure, a lens of ten metres. A larger value is nonsense. */
const MOST = { exposureSeconds: 86_400, aperture: 1_000, iso: 100_000_000, focalLength: 10_000 };

/**
 * What the camera wrote about itself into an EXIF block (CIPA DC-008 sections 4.6.4 and 4.6.5); a field is null if it is missing or
 * nonsense. Null if there is no such field and no location.
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
      place: isCoordinate(GPSInfo?.GPSLatitude) && isCoordinate(GPSInfo?.GPSLongitude),
    };
    return Object.values(data).some((value) => value !== null && value !== false) ? data : null;
  } catch {
    return null;
  }
}

/** Many makers repeat their name in the model: "Canon" and "Canon EOS R5", "NIKON CORPORATION" and "NIKON D90". */
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

/** A number above zero; of an array the first. */
function positive(value: unknown, most: number): number | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'number' && first > 0 && first <= most ? first : null;
}

/** Degrees, minutes and seconds. A camera without a GPS fix writes nothing, or no numbers. */
function isCoordinate(value: unknown): boolean {
  return Array.isArray(value) && value.length === 3 && value.every((part) => Number.isFinite(part));
}
