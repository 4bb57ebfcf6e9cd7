import { isDecodedByWebAssembly, isImageType } from '#libs/domain/image-types.js';

/** Pixels of an original that a browser loads as a whole when one zooms; more is much for a phone. */
const MAX_WHOLE = 16_000_000;

/** Of the original that one may see. */
interface Original {
  width: number;
  height: number;
  type: string;
}

/**
 * The attributes of a stage whose picture is zoomed by tiles (client/view/tiles.ts); null when the original is loaded instead, or none of it
 * can be shown. WebAssembly would decode all of an image for each tile.
 * @param service the path of its image service
 */
export function tileAttributes({ width, height, type }: Original, service: string): Record<string, string | number> | null {
  if (width * height <= MAX_WHOLE || !isImageType(type) || isDecodedByWebAssembly(type)) return null;
  return { 'data-tiles': service, 'data-width': width, 'data-height': height };
}
