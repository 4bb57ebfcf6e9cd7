import type { Readable } from 'node:stream';

/**
 * Whether a file holds nothing but what is needed to show its pixels: no EXIF, XMP, IPTC, ICC profile, comment or preview, and no byte
 * after its end. False as well for what is not understood, for the types that are not looked into, and for a longer file than `maxBytes`.
 * Destroys the stream. @throws what the stream throws
 */
export async function holdsOnlyPixels(type: string, stream: Readable, maxBytes: number): Promise<boolean> {
  const file = new Sequence(stream, maxBytes);
  try {
    switch (type) {
      case 'image/jpeg':
        return await isPlainJpeg(file);
      case 'image/png':
        return await isPlainPng(file);
      case 'image/webp':
        return await isPlainWebp(file);
      case 'image/gif':
        return await isPlainGif(file);
      default:
        return false;
    }
  } catch (error) {
    if (error instanceof FileEnds) return false;
    throw error;
  } finally {
    stream.destroy();
  }
}

class FileEnds extends Error {}

/** Segments, chunks and frames of a file that is looked into. A longer list of them is no picture that somebody took. */
const MAX_PARTS = 10_000;
const NOTHING = Buffer.alloc(0);

/** Reads a stream from front to back. */
class Sequence {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = NOTHING;
  private read = 0;
  private parts = 0;

  constructor(
    stream: Readable,
    private readonly maxBytes: number,
  ) {
    this.chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @throws FileEnds, also when too many parts were taken */
  async take(bytes: number): Promise<Buffer> {
    if (++this.parts > MAX_PARTS) throw new FileEnds();
    while (this.rest.length < bytes) await this.more();
    const taken = this.rest.subarray(0, bytes);
    this.rest = this.rest.subarray(bytes);
    return taken;
  }

  /** @throws FileEnds */
  async skip(bytes: number): Promise<void> {
    let left = bytes;
    while (this.rest.length < left) {
      left -= this.rest.length;
      this.rest = NOTHING;
      await this.more();
    }
    this.rest = this.rest.subarray(left);
  }

  /**
   * Skips the entropy-coded data of a JPEG up to the next marker, which comes next. A stuffed zero and restarts belong to the data.
   * @throws FileEnds
   */
  async skipScan(): Promise<void> {
    for (let at = 0; ;) {
      at = this.rest.indexOf(0xff, at);
      const next = at === -1 ? undefined : this.rest[at + 1];
      if (next === undefined) {
        this.rest = at === -1 ? NOTHING : this.rest.subarray(at);
        await this.more();
        at = 0;
      } else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
      else return void (this.rest = this.rest.subarray(at));
    }
  }

  /** Skips sub-blocks of a GIF and the empty one that ends them. @throws FileEnds */
  async skipBlocks(): Promise<void> {
    for (;;) {
      let at = 0;
      while (at < this.rest.length) {
        const size = this.rest[at]!;
        at += 1 + size;
        if (size === 0) return void (this.rest = this.rest.subarray(at));
      }
      await this.skip(at);
      if (this.rest.length === 0) await this.more();
    }
  }

  async isAtEnd(): Promise<boolean> {
    if (this.rest.length > 0) return false;
    return (await this.chunks.next()).done === true;
  }

  private async more(): Promise<void> {
    const { done, value } = await this.chunks.next();
    if (done || (this.read += value.length) > this.maxBytes) throw new FileEnds();
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, value]) : value;
  }
}

/** ITU-T T.81 annex B. Of the application segments only what JFIF and Adobe say about colours and density. */
async function isPlainJpeg(file: Sequence): Promise<boolean> {
  await file.skip(2);
  for (;;) {
    if ((await file.take(1))[0] !== 0xff) return false;
    let marker = 0xff;
    while (marker === 0xff) marker = (await file.take(1))[0]!;
    if (marker === 0xd9) return file.isAtEnd();
    const length = (await file.take(2)).readUInt16BE() - 2;
    if (length < 0) return false;
    if (marker === 0xe0 || marker === 0xee) {
      const text = (await file.take(length)).toString('latin1', 0, 5);
      if (!(marker === 0xe0 ? text === 'JFIF\0' && length === 14 : text === 'Adobe' && length === 12)) return false;
      continue;
    }
    // Frames, tables, scans, and the two that say how many lines and restarts there are.
    const isOfPixels = (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || (marker >= 0xda && marker <= 0xdd);
    if (!isOfPixels) return false;
    await file.skip(length);
    if (marker === 0xda) await file.skipScan();
  }
}

const PNG_CHUNKS = ['IHDR', 'PLTE', 'IDAT', 'tRNS', 'cHRM', 'gAMA', 'sRGB', 'sBIT', 'bKGD', 'pHYs', 'cICP'];

/** W3C PNG section 5. */
async function isPlainPng(file: Sequence): Promise<boolean> {
  await file.skip(8);
  for (;;) {
    const head = await file.take(8);
    const type = head.toString('latin1', 4);
    await file.skip(head.readUInt32BE() + 4);
    if (type === 'IEND') return file.isAtEnd();
    if (!PNG_CHUNKS.includes(type)) return false;
  }
}

/** RFC 9649. An animation is a stand-in for no still picture. */
async function isPlainWebp(file: Sequence): Promise<boolean> {
  let left = (await file.take(12)).readUInt32LE(4) - 4;
  while (left > 0) {
    const head = await file.take(8);
    if (!['VP8 ', 'VP8L', 'VP8X', 'ALPH'].includes(head.toString('latin1', 0, 4))) return false;
    const size = head.readUInt32LE(4);
    const padded = size + (size % 2);
    await file.skip(padded);
    left -= 8 + padded;
  }
  return left === 0 && file.isAtEnd();
}

/** GIF89a: frames and how long they are shown; of the extensions of applications how often they are repeated. */
async function isPlainGif(file: Sequence): Promise<boolean> {
  const head = await file.take(13);
  await file.skip(colours(head[10]!));
  for (;;) {
    const kind = (await file.take(1))[0];
    if (kind === 0x3b) return file.isAtEnd();
    if (kind === 0x2c) {
      await file.skip(colours((await file.take(9))[8]!) + 1);
      await file.skipBlocks();
      continue;
    }
    if (kind !== 0x21) return false;
    const extension = (await file.take(1))[0];
    if (extension === 0xf9) await file.skip(6);
    else if (extension !== 0xff || !(await isRepetition(file))) return false;
  }
}

async function isRepetition(file: Sequence): Promise<boolean> {
  const block = await file.take(17);
  return block[0] === 11 && ['NETSCAPE2.0', 'ANIMEXTS1.0'].includes(block.toString('latin1', 1, 12)) && block[12] === 3 && block[16] === 0;
}

/** Bytes of a table of colours, by the flags that announce it. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
