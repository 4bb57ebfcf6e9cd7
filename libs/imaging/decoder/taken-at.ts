import readExif from 'exif-reader';

/** The first photograph. An earlier time is a camera's way of saying that it does not know. */
const EARLIEST = Date.UTC(1826, 0, 1);

/**
 * When a picture was taken by its EXIF block (CIPA DC-008 section 4.6.5.2): DateTimeOriginal at OffsetTimeOriginal, or at UTC when the
 * offset is missing or nonsense. Null when there is no such time or none that can be.
 */
export function takenAt(exif: Buffer | undefined): Date | null {
  if (!exif) return null;
  try {
    const photo = readExif(exif).Photo;
    const local: unknown = photo?.DateTimeOriginal;
    if (!(local instanceof Date) || Number.isNaN(local.getTime())) return null;
    // The library lets impossible dates roll over (month 00 becomes December): one that is not written in the block was never said.
    const written = local.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
    if (local.getTime() < EARLIEST || !exif.includes(written)) return null;
    const at = new Date(local.getTime() - offsetMinutes(photo?.OffsetTimeOriginal) * 60_000);
    return at.getUTCFullYear() > 9999 ? null : at;
  } catch {
    return null;
  }
}

/** Minutes east of Greenwich that `+05:30` means; 0 for what is no offset on earth. */
function offsetMinutes(offset: unknown): number {
  const match = typeof offset === 'string' ? /^([+-])(\d\d):([0-5]\d)/.exec(offset) : null;
  const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : 0;
  if (minutes > 14 * 60) return 0;
  return match?.[1] === '-' ? -minutes : minutes;
}
