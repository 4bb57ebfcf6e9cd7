import { ImageError } from '#libs/imaging/image-error.js';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import { MAX_FRAMES, tooManyFrames } from '#libs/imaging/decoder/frame-scan.js';
import { jpegFrame } from '#libs/imaging/decoder/jpeg-scan.js';
import { type Directory, TAG, TiffReader } from '#libs/imaging/decoder/tiff-reader.js';
import type { Ycc } from '#libs/imaging/decoder/colours.js';

/** How the picture of a TIFF is to be decoded. */
export interface TiffPlan {
  /** Which of its directories. */
  page: number;
  /** Only so many channels are of the picture, the rest is something else; null if all are. */
  channels: 1 | 3 | null;
  /** Its three channels are YCbCr, which libvips takes for RGB. */
  ycc: Ycc | null;
  /** Where in the file the whole picture is as JPEG, and how it is to be turned. */
  jpeg: { at: number; length: number; orientation: number } | null;
}

const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, cmyk: 5, ycc: 6, lab: 8 } as const;
/** Channels of colour by photometric interpretation: those that libvips decodes right. */
const COLOURS: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3 };
const OLD_JPEG = 6;
const JPEG = 7;
/** None, three of fax, LZW, JPEG, two of deflate, PackBits, WebP: those of the build of libtiff in sharp. */
const COMPRESSIONS = [1, 2, 3, 4, 5, JPEG, 8, 32773, 32946, 50001];
/** Names of others that are met. */
const OTHER_COMPRESSIONS: Readonly<Record<number, string>> = {
  6: 'the old form of JPEG',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'Zstandard',
  52546: 'JPEG XL',
};
/** LogL and LogLuv. */
const LOG_LUV = [32844, 32845];
/** SampleFormat: unsigned, signed, floating point, undefined. */
const FORMAT = { unsigned: 1, signed: 2, float: 3, undefined: 4 } as const;
/** ExtraSamples: the channel is alpha, premultiplied or not. */
const ALPHA = [1, 2];

/**
 * Looks through the directories of a TIFF (TIFF 6.0) before libtiff does, and at what the picture is made of: libvips decodes more than it
 * decodes right. Damage is left to libvips, which says so. @throws ImageError for what can't be decoded right, or too many directories
 */
export function planTiff(file: FileBytes): TiffPlan {
  const reader = new TiffReader(file);
  const { main, page } = mainDirectory(reader);
  if (!main) return { page: 0, channels: null, ycc: null, jpeg: null };
  const jpeg = reader.number(main, TAG.compression) === OLD_JPEG ? oldJpeg(file, reader, main) : null;
  if (jpeg) return { page, channels: null, ycc: null, jpeg };
  return { page, jpeg: null, ...judge(reader, main) };
}

/** The first directory that is not a smaller copy of another one, or else the first. @throws ImageError */
function mainDirectory(reader: TiffReader): { main: Directory | null; page: number } {
  const seen = new Set<number>();
  let [first, main, page]: [Directory | null, Directory | null, number] = [null, null, 0];
  for (let at = reader.first; at !== 0 && !seen.has(at);) {
    if (seen.size === MAX_FRAMES) throw tooManyFrames();
    const directory = reader.directory(at);
    if (!directory) break;
    first ??= directory;
    if (!main && !((reader.number(directory, TAG.subfileType) ?? 0) & 1)) [main, page] = [directory, seen.size];
    seen.add(at);
    at = directory.next;
  }
  return { main: main ?? first, page };
}

/** The whole picture as an ordinary JPEG, as most writers of the old style of JPEG (TIFF 6.0 section 22) put it into the file. */
function oldJpeg(file: FileBytes, reader: TiffReader, directory: Directory): TiffPlan['jpeg'] {
  const at = reader.number(directory, TAG.jpegAt) ?? 0;
  const frame = at === 0 ? null : jpegFrame(file, at);
  const length = reader.number(directory, TAG.jpegBytes) ?? file.size - at;
  if (frame?.width !== reader.number(directory, TAG.width) || frame?.height !== reader.number(directory, TAG.height)) return null;
  return { at, length, orientation: reader.number(directory, TAG.orientation) ?? 1 };
}

function judge(reader: TiffReader, directory: Directory): Pick<TiffPlan, 'channels' | 'ycc'> {
  const one = (tag: number, missing: number): number => reader.number(directory, tag) ?? missing;
  const photometric = reader.number(directory, TAG.photometric);
  const compression = one(TAG.compression, 1);
  if (LOG_LUV.includes(photometric ?? 0)) throw unsupported('has the high dynamic range of LogLuv');
  if (!COMPRESSIONS.includes(compression)) {
    throw unsupported(`is compressed by ${OTHER_COMPRESSIONS[compression] ?? `method ${compression}`}, which can’t be read here`);
  }
  // Without it libtiff guesses.
  if (photometric === undefined) return { channels: null, ycc: null };
  const colours = COLOURS[photometric];
  if (!colours) throw unsupported(`has its colours in a form (${photometric}) that can’t be read here`);
  const samples = one(TAG.samples, 1);
  expectDepth(reader, directory, photometric, samples);
  if (one(TAG.inkSet, 1) !== 1 && photometric === PHOTOMETRIC.cmyk) throw unsupported('is made of inks other than CMYK');
  const channels = channelsOf(reader.numbers(directory, TAG.extraSamples), photometric, samples);
  // libtiff turns JPEG to RGB, and libvips has it turn what is subsampled.
  const subsampled = (reader.numbers(directory, TAG.yccSubsampling).slice(0, 2).join() || '2,2') !== '1,1';
  if (photometric !== PHOTOMETRIC.ycc || compression === JPEG || subsampled) return { channels, ycc: null };
  if (samples !== 3 || one(TAG.planar, 1) !== 1) throw unsupported('has its colours as YCbCr in a form that can’t be read here');
  const [red = 0.299, green = 0.587, blue = 0.114] = reader.numbers(directory, TAG.yccCoefficients);
  const range = reader.numbers(directory, TAG.blackWhite);
  return { channels, ycc: { red, green, blue, range: range.length === 6 ? range : [0, 255, 128, 255, 128, 255] } };
}

/** @throws ImageError for samples that libvips takes for something else */
function expectDepth(reader: TiffReader, directory: Directory, photometric: number, samples: number): void {
  const bits = reader.numbers(directory, TAG.bits);
  const formats = reader.numbers(directory, TAG.sampleFormat);
  const [depth = 1] = bits;
  const [format = FORMAT.unsigned] = formats;
  if (bits.some((each) => each !== depth) || formats.some((each) => each !== format)) throw unsupported('has channels of different depths');
  if (format === FORMAT.float) {
    // By custom these are linear, from 0 to 1; for grey there is no such custom.
    if (photometric === PHOTOMETRIC.rgb && depth === 32 && samples <= 4) return;
    throw unsupported('has its pixels as floating-point numbers');
  }
  const isLab = photometric === PHOTOMETRIC.lab;
  if (format !== FORMAT.unsigned && format !== FORMAT.undefined && !isLab) throw unsupported('has its pixels as numbers with a sign');
  const isGrey = photometric === PHOTOMETRIC.whiteIsZero || photometric === PHOTOMETRIC.blackIsZero;
  const depths = isLab ? [16] : photometric === PHOTOMETRIC.palette ? [1, 2, 4, 8] : isGrey ? [1, 2, 4, 8, 16] : [8, 16];
  if (!depths.includes(depth)) throw unsupported(`has ${depth} bits a channel in this form of colours`);
}

/** How many channels are kept, when not all are of the picture. A channel that is not said to be alpha is none. @throws ImageError */
function channelsOf(extra: number[], photometric: number, samples: number): 1 | 3 | null {
  const colours = COLOURS[photometric]!;
  const more = samples - colours;
  // One more channel without a word about it is alpha: so did early writers.
  if (more <= 0 || (more === 1 && (extra.length === 0 || ALPHA.includes(extra[0]!)))) return null;
  if (photometric === PHOTOMETRIC.rgb) return 3;
  if (photometric === PHOTOMETRIC.blackIsZero) return 1;
  throw unsupported(`has ${samples} channels`);
}

function unsupported(what: string): ImageError {
  const help = 'Export it as JPEG, or as TIFF in RGB with 8 or 16 bits a channel, and send that.';
  return new ImageError('UNSUPPORTED_TYPE', `This TIFF ${what}. ${help}`);
}
