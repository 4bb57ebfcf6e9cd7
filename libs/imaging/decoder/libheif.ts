// The build of libheif exports names with an underscore.
/* oxlint-disable no-underscore-dangle */
import { createRequire } from 'node:module';

/** The functions of libheif's C interface (heif.h) that are used here, as the WebAssembly build exports them. Pointers are numbers. */
export interface Libheif {
  HEAPU8: Uint8Array;
  HEAPU32: Uint32Array;
  _malloc(bytes: number): number;
  /** A function that returns a `heif_error` takes the address to write it to as its first argument. */
  _heif_context_alloc(): number;
  _heif_context_set_maximum_image_size_limit(context: number, side: number): void;
  _heif_context_read_from_memory_without_copy(error: number, context: number, bytes: number, length: number, options: number): void;
  _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
  _heif_image_handle_get_width(handle: number): number;
  _heif_image_handle_get_height(handle: number): number;
  _heif_image_handle_has_alpha_channel(handle: number): number;
  /** A four-character code: `prof`, `rICC`, `nclx`, or 0. */
  _heif_image_handle_get_color_profile_type(handle: number): number;
  _heif_image_handle_get_raw_color_profile_size(handle: number): number;
  _heif_image_handle_get_raw_color_profile(error: number, handle: number, bytes: number): void;
  _heif_image_handle_get_nclx_color_profile(error: number, handle: number, profile: number): void;
  _heif_decoding_options_alloc(): number;
  _heif_decode_image(error: number, handle: number, image: number, colourspace: number, chroma: number, options: number): void;
  _heif_image_get_width(image: number, channel: number): number;
  _heif_image_get_height(image: number, channel: number): number;
  _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number;
}

/** From heif_error.h; `noDecoder`: the codec is not in this build. */
export const ERROR = { unsupportedFile: 3, unsupportedFeature: 4, memory: 6, noDecoder: 11 } as const;

/** An error that libheif reports about a file. */
export class HeifError extends Error {
  readonly code: number;

  constructor(code: number, subcode: number) {
    super(`libheif error ${code}.${subcode}`);
    this.code = code;
  }
}

// The package's own module, unmodified (LGPL). It is a factory: wasm-bundle.js would make a single instance of it.
const instantiate = createRequire(import.meta.url)('libheif-js/libheif-wasm/libheif-bundle.js') as () => Libheif;

/**
 * A decoder with its own memory, ready in 20 to 40 ms. Each image gets a new one, so that neither its data nor any damage that it does to
 * the decoder reaches the next image.
 */
export class HeifDecoder {
  readonly lib = instantiate();
  #error = this.lib._malloc(12);
  #slot = this.lib._malloc(4);

  /** Calls a function that may fail. @throws HeifError */
  try(call: (lib: Libheif, error: number) => void): void {
    call(this.lib, this.#error);
    const code = this.#read(this.#error);
    if (code !== 0) throw new HeifError(code, this.#read(this.#error + 4));
  }

  /** Calls a function that writes a pointer or number to the slot that it is given, and returns that value. @throws HeifError */
  get(call: (lib: Libheif, error: number, slot: number) => void): number {
    this.try((lib, error) => call(lib, error, this.#slot));
    return this.#read(this.#slot);
  }

  /** A view of the decoder's memory, valid until the next call. */
  bytes(pointer: number, length: number): Uint8Array {
    return this.lib.HEAPU8.subarray(pointer, pointer + length);
  }

  /** The 32-bit number at an address. */
  word(pointer: number): number {
    return this.#read(pointer);
  }

  #read(pointer: number): number {
    return this.lib.HEAPU32[pointer >>> 2] ?? 0;
  }
}
