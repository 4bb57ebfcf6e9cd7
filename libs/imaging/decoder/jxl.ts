import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { broken } from '#libs/imaging/image-error.js';

type Library = typeof import('jxl-oxide-wasm');

const MODULE = 'jxl-oxide-wasm';
let wasm: WebAssembly.Module | undefined;
let uses = 0;

/**
 * Decodes the first frame of a JPEG XL with jxl-oxide. @returns a PNG, upright, in sRGB
 * @throws ImageError
 */
export async function decodeJxl(file: string): Promise<Buffer> {
  const { JxlImage } = await freshLibrary();
  const bytes = readFileSync(file);
  try {
    const image = new JxlImage();
    image.feedBytes(bytes);
    // A file that ends early would be shown with what is there of it.
    if (!image.tryInit() || !image.loaded) throw broken();
    image.forceSrgb = true;
    return Buffer.from(image.render(0).encodeToPng());
  } catch (error) {
    // It works in memory alone, so that only the image can be at fault; that holds for a trap of WebAssembly, too.
    throw broken(error);
  }
}

/**
 * The package has one instance for each time that its module is loaded. Each image gets a new one, so that neither its data nor any damage
 * that it does reaches the next image.
 */
async function freshLibrary(): Promise<Library> {
  wasm ??= new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(`${MODULE}/module.wasm`))));
  const library = (await import(`${import.meta.resolve(MODULE)}?${uses++}`)) as Library;
  library.initSync({ module: wasm });
  return library;
}
