// libheif's build exports such names.
/* oxlint-disable no-underscore-dangle */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { ERROR, HeifDecoder, HeifError } from '#libs/imaging/decoder/libheif.js';
import type { Limits } from '#libs/imaging/decoder/protocol.js';
import { broken, tooManyPixels, unsupportedHeif } from '#libs/imaging/image-error.js';

// From heif_image.h and heif_color.h.
const RGB = 1;
const INTERLEAVED_RGB = 10;
const INTERLEAVED_RGBA = 11;
const INTERLEAVED = 10;
const NCLX = 0x6e636c78;
/** Offset of `strict_decoding` in `heif_decoding_options`: without it a missing tile would be grey. */
const STRICT_DECODING = 21;
/** ITU-T H.273: SMPTE EG 432-1, which is Display P3. */
const PRIMARIES_P3 = 12;
/** Real profiles have some hundred bytes to a few megabytes. */
const MAX_PROFILE_BYTES = 8 * 1024 * 1024;

/** 8 bits per channel, turned as the container says; in the colours of the profile, or sRGB if that is null. */
export interface HeicPixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 3 | 4;
  profile: Buffer | null;
}

/**
 * Decodes the primary image of a HEIC file. libheif puts grids of tiles together, turns the image as `irot` and `imir` say, adds its alpha
 * channel and converts deeper samples to 8 bits. It ignores EXIF; orientation.ts says when EXIF counts.
 * @throws ImageError
 */
export async function decodeHeic(file: string | Buffer, limits: Limits): Promise<HeicPixels> {
  const bytes = typeof file === 'string' ? readFileSync(file) : file;
  const { profile, isP3, ...pixels } = decodePrimary(bytes, limits);
  return { ...pixels, profile: profile ?? (isP3 ? await displayP3() : null) };
}

function decodePrimary(bytes: Buffer, limits: Limits): HeicPixels & { isP3: boolean } {
  try {
    const decoder = new HeifDecoder();
    const handle = openPrimary(decoder, bytes, limits);
    return { profile: readProfile(decoder, handle), isP3: isDisplayP3(decoder, handle), ...decode(decoder, handle) };
  } catch (error) {
    throw heicError(error);
  }
}

function openPrimary(decoder: HeifDecoder, bytes: Buffer, { maxPixels }: Limits): number {
  const { lib } = decoder;
  const context = lib._heif_context_alloc();
  // Also for what is decoded on the way: a tile may claim to be larger than its image.
  lib._heif_context_set_maximum_image_size_limit(context, Math.floor(Math.sqrt(maxPixels)));
  const copy = lib._malloc(bytes.length);
  lib.HEAPU8.set(bytes, copy);
  decoder.try((_, error) => lib._heif_context_read_from_memory_without_copy(error, context, copy, bytes.length, 0));
  return decoder.get((_, error, slot) => lib._heif_context_get_primary_image_handle(error, context, slot));
}

function readProfile(decoder: HeifDecoder, handle: number): Buffer | null {
  const { lib } = decoder;
  const length = lib._heif_image_handle_get_raw_color_profile_size(handle);
  if (length === 0 || length > MAX_PROFILE_BYTES) return null;
  const pointer = lib._malloc(length);
  decoder.try((_, error) => lib._heif_image_handle_get_raw_color_profile(error, handle, pointer));
  return Buffer.from(decoder.bytes(pointer, length));
}

function isDisplayP3(decoder: HeifDecoder, handle: number): boolean {
  const { lib } = decoder;
  if (lib._heif_image_handle_get_color_profile_type(handle) !== NCLX) return false;
  const profile = decoder.get((_, error, slot) => lib._heif_image_handle_get_nclx_color_profile(error, handle, slot));
  // One byte of version, padded to four, comes first.
  return decoder.word(profile + 4) === PRIMARIES_P3;
}

function decode(decoder: HeifDecoder, handle: number): Omit<HeicPixels, 'profile'> {
  const { lib } = decoder;
  const channels = lib._heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const chroma = channels === 4 ? INTERLEAVED_RGBA : INTERLEAVED_RGB;
  const options = lib._heif_decoding_options_alloc();
  lib.HEAPU8[options + STRICT_DECODING] = 1;
  const image = decoder.get((_, error, slot) => lib._heif_decode_image(error, handle, slot, RGB, chroma, options));
  const width = lib._heif_image_get_width(image, INTERLEAVED);
  const height = lib._heif_image_get_height(image, INTERLEAVED);
  const strideAt = lib._malloc(4);
  const plane = lib._heif_image_get_plane_readonly(image, INTERLEAVED, strideAt);
  const [stride, row] = [decoder.word(strideAt), width * channels];
  // Rows are padded; moving them together in place saves a second copy of the image.
  for (let y = 1; y < height && stride !== row; y++) lib.HEAPU8.copyWithin(plane + y * row, plane + y * stride, plane + y * stride + row);
  const data = Buffer.from(lib.HEAPU8.buffer as ArrayBuffer, plane, row * height);
  return { data, width, height, channels };
}

/** Only the image can be at fault, since the decoder works in memory alone. A WebAssembly trap means a broken image too. */
function heicError(error: unknown): Error {
  if (!(error instanceof HeifError)) return broken();
  if (error.code === ERROR.memory) return tooManyPixels();
  const { unsupportedFile, unsupportedFeature, noDecoder } = ERROR;
  return [unsupportedFile, unsupportedFeature, noDecoder].some((code) => code === error.code) ? unsupportedHeif() : broken();
}

let profile: Promise<Buffer> | undefined;

/** The ICC profile of Display P3. libvips contains it, but hands it out only inside an image. */
export function displayP3(): Promise<Buffer> {
  profile ??= extract();
  return profile;
}

async function extract(): Promise<Buffer> {
  const black = sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } });
  const picture = await black.withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(picture).metadata();
  if (!icc) throw new Error('libvips has no profile of Display P3.');
  return icc;
}
