import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { broken } from '#libs/imaging/image-error.js';

/** What is used here of OpenJPEG's build for WebAssembly. */
interface OpenJpeg {
  J2KDecoder: new () => {
    /** Memory of so many bytes for the file. */
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    getFrameInfo(): { width: number; height: number; bitsPerSample: number; componentCount: number };
    /** The samples of each pixel one after the other; those of more than 8 bits have two bytes, the lower first. */
    getDecodedBuffer(): Uint8Array;
  };
}

/** Where the module writes what it would print. */
type Factory = (options: { wasmBinary: Buffer; print: () => void; printErr: () => void }) => Promise<OpenJpeg>;

/** 8 bits per channel. */
interface Jp2Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 3;
}

const require = createRequire(import.meta.url);

/**
 * Decodes a JPEG 2000 that jp2-plan.ts has looked at, with OpenJPEG. YCbCr comes out as RGB. Each image gets an instance of its own, so that
 * neither its data nor any damage that it does reaches the next image.
 * @throws ImageError
 */
export async function decodeJp2(file: string): Promise<Jp2Pixels> {
  const create = require('@cornerstonejs/codec-openjpeg/decodewasmjs') as Factory;
  const wasmBinary = readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/decodewasm'));
  const { J2KDecoder } = await create({ wasmBinary, print: () => undefined, printErr: () => undefined });
  const bytes = readFileSync(file);
  try {
    const decoder = new J2KDecoder();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    if (componentCount !== 1 && componentCount !== 3) throw broken();
    const data = toBytes(decoder.getDecodedBuffer(), bitsPerSample);
    if (data.length !== width * height * componentCount) throw broken();
    return { data, width, height, channels: componentCount };
  } catch (error) {
    // It works in memory alone, so that only the image can be at fault; that holds for a trap of WebAssembly, too.
    throw broken(error);
  }
}

/** Samples of any depth as bytes, from 0 to 255. */
function toBytes(samples: Uint8Array, bits: number): Buffer {
  if (bits === 8) return Buffer.from(samples);
  const most = 2 ** bits - 1;
  const table = Uint8Array.from({ length: most + 1 }, (_, value) => Math.round((value * 255) / most));
  const values = bits < 8 ? samples : new Uint16Array(samples.buffer, samples.byteOffset, samples.length / 2);
  return Buffer.from(Uint8Array.from(values, (value) => table[value] ?? 255));
}
