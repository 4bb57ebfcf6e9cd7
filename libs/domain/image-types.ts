/** What the first bytes of a file can say. */
export type ImageType = 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/avif' | 'image/tiff' | 'image/heic';

/** How many first bytes `sniff` wants; a shorter file is given whole. */
export const SNIFF_BYTES = 64;

const TIFF = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
/** Say that it is HEIF, but not which codec. */
const GENERIC_BRANDS = ['mif1', 'msf1'];

/** The type of a file by its first bytes, never by its name or declared type; null when it is none that is known (SVG, HTML, …). */
export function sniff(head: Uint8Array): ImageType | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  if (TIFF.includes(text.slice(0, 4))) return 'image/tiff';
  if (text.startsWith('ftyp', 4)) return sniffHeif(text);
  return null;
}

/** ISO/IEC 14496-12 section 4.3: the major brand, a version, then the compatible brands up to the end of the box. */
function sniffHeif(text: string): ImageType | null {
  const end = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE();
  const brands = [text.slice(8, 12), ...(text.slice(16, end).match(/.{4}/gs) ?? [])];
  for (const brand of brands) {
    if (brand === 'avif' || brand === 'avis') return 'image/avif';
    if (HEIC_BRANDS.includes(brand)) return 'image/heic';
  }
  return brands.some((brand) => GENERIC_BRANDS.includes(brand)) ? 'image/heic' : null;
}
