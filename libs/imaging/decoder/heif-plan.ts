import { ImageError } from '#libs/imaging/image-error.js';
import type { FileBytes } from '#libs/imaging/decoder/file-bytes.js';
import type { Orientation } from '#libs/imaging/decoder/orientation.js';

/** What libheif does wrong with an AVIF, and how to go round it. */
export interface HeifPlan {
  /** The file with its rotation taken out, or with a brand that libvips knows; null if it can be opened as it is. */
  bytes: Buffer | null;
  /** The rotation that was taken out. */
  orientation: Orientation;
  /** Grey from 16 to 235, which libheif doesn't spread to 0 to 255. */
  isLimitedGrey: boolean;
}

/** The boxes about items: real ones have some hundred bytes, with thousands of tiles some hundred thousand. */
const MAX_META_BYTES = 4 * 1024 * 1024;
const MAX_BOXES = 4096;
/** The major brand of an animated AVIF. Its first picture is an item as well, which libvips would open under another brand. */
const ANIMATED = 'ftypavis';
/** Quarter turns of `irot` against the clock (ISO/IEC 23008-12 section 6.5.10) as orientations of EXIF. */
const TURNS = [1, 8, 3, 6] as const;

interface Box {
  type: string;
  /** Where its content begins and ends. */
  at: number;
  end: number;
}

/** Looks at the items of an AVIF or HEIC file (ISO/IEC 23008-12 sections 6 and 9). Damage is left to the decoder. @throws ImageError for one without items */
export function planHeif(file: FileBytes, type: 'image/avif' | 'image/heic'): HeifPlan {
  const plan: HeifPlan = { bytes: null, orientation: 1, isLimitedGrey: false };
  const head = file.read(0, 12).toString('latin1', 4);
  const place = topLevel(file, 'meta');
  if (!place && topLevel(file, 'moov')) {
    throw new ImageError('UNSUPPORTED_TYPE', 'This HEIF file is a film without a still picture. Send one of its pictures as HEIC or JPEG.');
  }
  if (!place || place.length > MAX_META_BYTES) return plan;
  const meta = file.read(place.at, place.length);
  const items = readItems(meta);
  plan.isLimitedGrey = items?.isLimitedGrey ?? false;
  const rotation = items?.rotation;
  const turn = rotation === undefined || type !== 'image/avif' ? 0 : meta[rotation]! & 3;
  if (turn === 0 && head !== ANIMATED) return plan;
  const bytes = Buffer.from(file.read(0, file.size));
  if (turn !== 0) {
    bytes[place.at + rotation!] = 0;
    plan.orientation = TURNS[turn]!;
  }
  if (head === ANIMATED) bytes.write('avif', 8, 'latin1');
  return { ...plan, bytes };
}

function topLevel(file: FileBytes, type: string): { at: number; length: number } | null {
  for (let at = 0, count = 0; count < MAX_BOXES; count++) {
    const head = file.read(at, 8);
    if (head.length < 8) return null;
    const size = head.readUInt32BE();
    if (size < 8 || at + size > file.size) return null;
    if (head.toString('latin1', 4) === type) return { at: at + 8, length: size - 8 };
    at += size;
  }
  return null;
}

/** The boxes between two places; those up to the first that is not whole (ISO/IEC 14496-12 section 4.2). */
function boxes(bytes: Buffer, start: number, end: number): Box[] {
  const found: Box[] = [];
  for (let at = start; at + 8 <= end && found.length < MAX_BOXES;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || size > end - at) break;
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), at: at + 8, end: at + size });
    at += size;
  }
  return found;
}

/**
 * Of the primary item: whether it is grey of limited range, and where its angle is in `meta`, if it has an alpha channel that is not turned
 * with it: libheif turns each by its own angle, browsers both by that of the colours.
 */
function readItems(meta: Buffer): { isLimitedGrey: boolean; rotation: number | undefined } | null {
  try {
    const parts = boxes(meta, 4, meta.length);
    const find = (list: Box[], type: string): Box | undefined => list.find((box) => box.type === type);
    const [pitm, iref, iprp] = ['pitm', 'iref', 'iprp'].map((type) => find(parts, type));
    const inside = iprp ? boxes(meta, iprp.at, iprp.end) : [];
    const [ipco, ipma] = [find(inside, 'ipco'), find(inside, 'ipma')];
    if (!pitm || !ipco || !ipma) return null;
    const primary = meta[pitm.at] === 0 ? meta.readUInt16BE(pitm.at + 4) : meta.readUInt32BE(pitm.at + 4);
    const properties = boxes(meta, ipco.at, ipco.end);
    const owned = associations(meta, ipma);
    const of = (item: number | undefined, type: string): Box | undefined =>
      (owned.get(item ?? 0) ?? []).map((index) => properties[index - 1]).find((box) => box?.type === type);
    const references = iref ? boxes(meta, iref.at + 4, iref.end).map((box) => reference(meta, box, meta[iref.at] !== 0)) : [];
    const tile = references.find(({ type, from }) => type === 'dimg' && from === primary)?.to;
    const alpha = references.find(({ type, to }) => type === 'auxl' && to === primary)?.from;
    const config = of(primary, 'av1C') ?? of(tile, 'av1C');
    const colours = of(primary, 'colr') ?? of(tile, 'colr');
    // AV1 Codec ISO Media File Format section 2.3.3: the fifth bit of the third byte is `monochrome`.
    const isGrey = config !== undefined && (meta[config.at + 2]! & 0x10) !== 0;
    const isLimited =
      colours !== undefined && meta.toString('latin1', colours.at, colours.at + 4) === 'nclx' && !(meta[colours.at + 10]! & 0x80);
    const rotation = of(primary, 'irot');
    const isAlphaLeft = alpha !== undefined && rotation !== undefined && of(alpha, 'irot') === undefined && !of(primary, 'imir');
    return { isLimitedGrey: isGrey && isLimited, rotation: isAlphaLeft ? rotation.at : undefined };
  } catch {
    // A box that is shorter than its kind.
    return null;
  }
}

/** The numbers of the properties of each item, from 1 (`ipma`, ISO/IEC 23008-12 section 9.3). */
function associations(meta: Buffer, { at, end }: Box): Map<number, number[]> {
  const [isLongId, isLongIndex] = [meta[at] !== 0, (meta[at + 3]! & 1) !== 0];
  const owned = new Map<number, number[]>();
  for (let place = at + 8; place < end;) {
    const item = isLongId ? meta.readUInt32BE(place) : meta.readUInt16BE(place);
    place += isLongId ? 4 : 2;
    const count = meta.readUInt8(place++);
    const indices: number[] = [];
    for (let index = 0; index < count; index++, place += isLongIndex ? 2 : 1) {
      // The first bit says whether a reader must know the property.
      indices.push(isLongIndex ? meta.readUInt16BE(place) & 0x7fff : meta.readUInt8(place) & 0x7f);
    }
    owned.set(item, indices);
  }
  return owned;
}

/** From which item to the first of others (ISO/IEC 14496-12 section 8.11.12). */
function reference(meta: Buffer, { type, at }: Box, isLong: boolean): { type: string; from: number; to: number } {
  return isLong
    ? { type, from: meta.readUInt32BE(at), to: meta.readUInt32BE(at + 6) }
    : { type, from: meta.readUInt16BE(at), to: meta.readUInt16BE(at + 4) };
}
