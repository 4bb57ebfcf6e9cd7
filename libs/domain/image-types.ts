// The only table of the image types that are accepted. The browser may import this file: it uses nothing of Node.
import { type RawType, rawTypeOf } from '#libs/domain/raw-types.js';

interface TypeFacts {
  /** What people call it. */
  label: string;
  /** The first one is given to downloads; all of them, and their words without the dot, find images of this type in a search. */
  extensions: readonly [string, ...string[]];
  /** Whether every current browser shows an original of this type. */
  shownByBrowsers: boolean;
  /** Whether a file that begins so is of this type. `head` holds its first bytes (SNIFF_BYTES), one per character (latin1). */
  recognises: (head: string) => boolean;
  /** The loader of libvips that reads the header, as in `VipsForeignLoad…`; no other loader is allowed to run. BMP, JPEG XL and JPEG 2000 are given to it as TIFF. */
  loader: string;
  /** What sharp calls the format that this loader reads. */
  format: string;
  /** Which library decodes the pixels; `preview` is libvips, and what it decodes is the largest JPEG in the file of a camera. */
  decoder: 'libvips' | 'libheif' | 'jxl-oxide' | 'openjpeg' | 'preview';
  /** Which limit holds for its pixels. */
  pixelLimit: 'maxPixels' | 'maxJpegPixels';
  /** What a file dialog is told to offer besides the media type. */
  alsoOffered?: readonly string[];
}

/** The raw data of a camera. */
function cameraRaw(label: RawType) {
  const extension = `.${label.toLowerCase()}`;
  return {
    label,
    extensions: [extension] as [string],
    shownByBrowsers: false,
    recognises: (head: string) => rawTypeOf(head) === label,
    loader: 'Jpeg',
    format: 'jpeg',
    decoder: 'preview' as const,
    pixelLimit: 'maxJpegPixels' as const,
    // No system knows the media types.
    alsoOffered: [extension],
  };
}

const typeFacts = {
  'image/jpeg': {
    label: 'JPEG',
    extensions: ['.jpg', '.jpeg'],
    shownByBrowsers: true,
    recognises: (head) => head.startsWith('\xff\xd8\xff'),
    loader: 'Jpeg',
    format: 'jpeg',
    decoder: 'libvips',
    // It is decoded line by line, and panoramas are JPEG.
    pixelLimit: 'maxJpegPixels',
  },
  'image/png': {
    label: 'PNG',
    extensions: ['.png'],
    shownByBrowsers: true,
    recognises: (head) => head.startsWith('\x89PNG\r\n\x1a\n'),
    loader: 'Png',
    format: 'png',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/webp': {
    label: 'WebP',
    extensions: ['.webp'],
    shownByBrowsers: true,
    recognises: (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8),
    loader: 'Webp',
    format: 'webp',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/gif': {
    label: 'GIF',
    extensions: ['.gif'],
    shownByBrowsers: true,
    recognises: (head) => head.startsWith('GIF87a') || head.startsWith('GIF89a'),
    loader: 'Nsgif',
    format: 'gif',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/avif': {
    label: 'AVIF',
    extensions: ['.avif'],
    shownByBrowsers: true,
    recognises: (head) => heifCodec(head) === 'avif',
    loader: 'Heif',
    format: 'heif',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/heic': {
    label: 'HEIC',
    extensions: ['.heic', '.heif'],
    shownByBrowsers: false,
    recognises: (head) => heifCodec(head) === 'heic',
    loader: 'Heif',
    format: 'heif',
    decoder: 'libheif',
    pixelLimit: 'maxPixels',
    // With these in the list iPhones hand over the original and not a JPEG of it; the extensions are for systems that know no such type.
    alsoOffered: ['image/heif', '.heic', '.heif'],
  },
  'image/tiff': {
    label: 'TIFF',
    extensions: ['.tif', '.tiff'],
    shownByBrowsers: false,
    recognises: (head) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(head.slice(0, 4)) && rawTypeOf(head) === null,
    loader: 'Tiff',
    format: 'tiff',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/bmp': {
    label: 'BMP',
    extensions: ['.bmp', '.dib'],
    // Browsers do show it, but many megabytes of it are no stand-in for a size.
    shownByBrowsers: false,
    // Its header has one of a few lengths.
    recognises: (head) =>
      head.startsWith('BM') && [12, 40, 52, 56, 64, 108, 124].includes(head.charCodeAt(14)) && head.startsWith('\0\0\0', 15),
    loader: 'Tiff',
    format: 'tiff',
    decoder: 'libvips',
    pixelLimit: 'maxPixels',
  },
  'image/jxl': {
    label: 'JPEG XL',
    extensions: ['.jxl'],
    shownByBrowsers: false,
    recognises: (head) => head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL \r\n\x87\n'),
    loader: 'Tiff',
    format: 'tiff',
    decoder: 'jxl-oxide',
    pixelLimit: 'maxPixels',
    alsoOffered: ['.jxl'],
  },
  'image/jp2': {
    label: 'JPEG 2000',
    extensions: ['.jp2', '.j2k', '.j2c', '.jpf', '.jpx'],
    shownByBrowsers: false,
    recognises: (head) => head.startsWith('\xff\x4f\xff\x51') || head.startsWith('\0\0\0\x0cjP  \r\n\x87\n'),
    loader: 'Tiff',
    format: 'tiff',
    decoder: 'openjpeg',
    pixelLimit: 'maxPixels',
    alsoOffered: ['.jp2', '.j2k', '.jpf'],
  },
  'image/x-adobe-dng': cameraRaw('DNG'),
  'image/x-nikon-nef': cameraRaw('NEF'),
  'image/x-canon-cr2': cameraRaw('CR2'),
  'image/x-canon-cr3': cameraRaw('CR3'),
  'image/x-sony-arw': cameraRaw('ARW'),
  'image/x-fuji-raf': cameraRaw('RAF'),
  'image/x-olympus-orf': cameraRaw('ORF'),
  'image/x-panasonic-rw2': cameraRaw('RW2'),
} as const satisfies Record<string, TypeFacts>;

/** The media type of an image that is accepted. */
export type ImageType = keyof typeof typeFacts;
export const IMAGE_TYPES: Readonly<Record<ImageType, TypeFacts>> = typeFacts;

/** Those whose pixels are decoded by WebAssembly. */
const WEBASSEMBLY: readonly TypeFacts['decoder'][] = ['libheif', 'jxl-oxide', 'openjpeg'];

export function isDecodedByWebAssembly(type: ImageType): boolean {
  return WEBASSEMBLY.includes(IMAGE_TYPES[type].decoder);
}

export const IMAGE_TYPE_NAMES = Object.keys(typeFacts) as readonly ImageType[];

/** How many first bytes `sniff` wants; a shorter file is given whole. Files of cameras are told by the first directory of a TIFF. */
export const SNIFF_BYTES = 4096;

/** The type of a file by its first bytes, never by its name or declared type; null when it is not accepted (SVG, HTML, …). */
export function sniff(head: Uint8Array): ImageType | null {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  return IMAGE_TYPE_NAMES.find((type) => IMAGE_TYPES[type].recognises(text)) ?? null;
}

/** Says nothing of the codec; HEIC is by far the most frequent. */
const GENERIC_BRANDS = ['mif1', 'msf1'];
const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];

/**
 * Which of the two types in a HEIF container this is, by the first brand that names a codec. ISO/IEC 14496-12 section 4.3: the box has its
 * length, `ftyp`, the major brand, a version, then the compatible brands up to its end.
 */
function heifCodec(head: string): 'avif' | 'heic' | null {
  if (!head.startsWith('ftyp', 4)) return null;
  const length = Array.from(head.slice(0, 4)).reduce((number, byte) => number * 256 + byte.charCodeAt(0), 0);
  const brands = [head.slice(8, 12), ...(head.slice(16, length).match(/.{4}/gs) ?? [])];
  for (const brand of brands) {
    if (AVIF_BRANDS.includes(brand)) return 'avif';
    if (HEIC_BRANDS.includes(brand)) return 'heic';
  }
  return brands.some((brand) => GENERIC_BRANDS.includes(brand)) ? 'heic' : null;
}

export function isImageType(text: string): text is ImageType {
  return Object.hasOwn(typeFacts, text);
}

/** Whether every current browser shows a file of this media type. */
export function isShownByBrowsers(type: string): boolean {
  return isImageType(type) && IMAGE_TYPES[type].shownByBrowsers;
}

/** The usual file extension of a media type, with its dot; empty for one that is not in the table. */
export function extensionOf(type: string): string {
  return isImageType(type) ? IMAGE_TYPES[type].extensions[0] : '';
}

/** “JPEG, PNG, WebP, GIF, AVIF, HEIC or TIFF”. */
export function imageTypesInWords(): string {
  const labels = IMAGE_TYPE_NAMES.map((type) => IMAGE_TYPES[type].label);
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(labels);
}

/** For `<input accept>`, which only helps people to choose. */
export function acceptedFiles(): string {
  return IMAGE_TYPE_NAMES.flatMap((type) => [type, ...(IMAGE_TYPES[type].alsoOffered ?? [])]).join(',');
}
