/** A part of a picture, in percent of its width and height. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const WHOLE: Box = { x: 0, y: 0, width: 100, height: 100 };
export const CORNERS = ['nw', 'ne', 'sw', 'se'] as const;
export type Corner = (typeof CORNERS)[number];

/** The smallest width and height. */
const LEAST = 1;

/** The same box elsewhere, within the picture. */
export function moved(box: Box, dx: number, dy: number): Box {
  return { ...box, x: within(box.x + dx, 0, 100 - box.width), y: within(box.y + dy, 0, 100 - box.height) };
}

/**
 * The box with one corner elsewhere; the corner across from it stays.
 * @param shape its width by its height, both in percent; null: any
 */
export function resized(box: Box, corner: Corner, dx: number, dy: number, shape: number | null): Box {
  const [isWest, isNorth] = [corner.endsWith('w'), corner.startsWith('n')];
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  // As far as the corner can go from the one that stays.
  const [wide, high] = [isWest ? right : 100 - box.x, isNorth ? bottom : 100 - box.y];
  let width = within(box.width + (isWest ? -dx : dx), LEAST, wide);
  let height = within(box.height + (isNorth ? -dy : dy), LEAST, high);
  if (shape !== null) {
    width = Math.min(Math.abs(dx) >= Math.abs(dy) ? width : height * shape, wide, high * shape);
    height = width / shape;
  }
  return { x: isWest ? right - width : box.x, y: isNorth ? bottom - height : box.y, width, height };
}

/** The largest box of a shape within another, around the same middle. */
export function shaped(box: Box, shape: number | null): Box {
  if (shape === null) return box;
  const width = Math.min(box.width, box.height * shape);
  const height = width / shape;
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/** A crop as an address says it. */
export interface Crop {
  /** The modifier without underscores; empty for all of the picture. */
  modifier: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** The modifier of a box, with two decimals as it may have, and what it cuts out of a picture of so many pixels. */
export function cropOf(box: Box, picture: { width: number; height: number }): Crop {
  const [x, y] = [two(box.x), two(box.y)];
  const [width, height] = [Math.min(two(box.width), two(100 - x)), Math.min(two(box.height), two(100 - y))];
  const pixels = {
    width: Math.max(1, Math.round((width * picture.width) / 100)),
    height: Math.max(1, Math.round((height * picture.height) / 100)),
  };
  const isAll = width === 100 && height === 100;
  return { modifier: isAll ? '' : `CRP${x},${y},${width},${height}`, ...pixels };
}

/** The name of a result: its modifiers, for this width in pixels, and its format. It is in the canonical form, so that nobody is redirected. */
export function addressOf(id: string, { modifier, width: whole }: Crop, width: number, format: string): string {
  const modifiers = [modifier, width < whole ? `SX${width}` : ''].filter((one) => one !== '');
  return `/i/${id}${modifiers.length > 0 ? `._${modifiers.join('_')}_` : ''}.${format}`;
}

function two(value: number): number {
  return Math.round(value * 100) / 100;
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
