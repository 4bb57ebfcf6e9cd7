import sharp from 'sharp';

import type { Area } from '#libs/domain/transform/layout.js';

/**
 * The characters of a badge as lines that are drawn with a round pen, in a box of 4 by 6 from its top left: points are separated by spaces,
 * lines by a bar. A loader for a vector format would be one more for strangers' files.
 */
const GLYPHS: Record<string, string> = {
  '0': '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  '1': '0.6,1.4 2,0 2,6|0.6,6 3.4,6',
  '2': '0,1 1,0 3,0 4,1 4,2.2 0,6 4,6',
  '3': '0,0 4,0 1.8,2.5 3,2.5 4,3.5 4,5 3,6 1,6 0,5',
  '4': '3,6 3,0 0,4 4,4',
  '5': '4,0 0.4,0 0.2,2.6 3,2.6 4,3.6 4,5 3,6 1,6 0,5',
  '6': '3.6,0 1.6,0.6 0,3 0,5 1,6 3,6 4,5 4,3.6 3,2.6 1,2.6 0,3.6',
  '7': '0,0 4,0 1.6,6',
  '8': '1,0 3,0 3.8,0.8 3.8,2 3,2.8 1,2.8 0.2,2 0.2,0.8 1,0|1,2.8 0,3.8 0,5 1,6 3,6 4,5 4,3.8 3,2.8',
  '9': '0.4,6 2.4,5.4 4,3 4,1 3,0 1,0 0,1 0,2.4 1,3.4 3,3.4 4,2.4',
  '%': '0.6,0 1.4,0 1.4,1.6 0.6,1.6 0.6,0|3.6,0 0.4,6|2.6,4.4 3.4,4.4 3.4,6 2.6,6 2.6,4.4',
  O: '1,0 3,0 4,1 4,5 3,6 1,6 0,5 0,1 1,0',
  F: '4,0 0,0 0,6|0,2.8 3,2.8',
};

const RED = [200, 30, 45] as const;
/** Its part of the shorter side of the picture, and its distance from the edges as a part of itself. */
const PART = 0.3;
const MARGIN = 0.1;
/** Drawn at most so large and then enlarged: this process has no compiler. */
const MAX_DRAWN = 320;
/** Lines of text: height and middle as parts of the diameter, and half the width of the pen as a part of the height. */
const LINES = { percent: { height: 0.3, middle: 0.4 }, off: { height: 0.16, middle: 0.72 } };
const PEN = 0.085;

export interface Badge {
  /** A PNG, with transparency around the disc. */
  image: Buffer;
  left: number;
  top: number;
}

/** The badge “20% OFF” for the bottom left of a picture of this size. */
export async function badge(percent: number, { width, height }: Area): Promise<Badge> {
  const diameter = Math.max(1, Math.round(Math.min(width, height) * PART));
  const margin = Math.round(diameter * MARGIN);
  const drawn = Math.min(MAX_DRAWN, diameter);
  const raw = { width: drawn, height: drawn, channels: 4 as const };
  const image = await sharp(draw(percent, drawn), { raw }).resize(diameter, diameter).png({ compressionLevel: 1 }).toBuffer();
  return { image, left: Math.min(margin, width - diameter), top: Math.max(0, height - diameter - margin) };
}

function draw(percent: number, side: number): Buffer {
  const pixels = Buffer.alloc(side * side * 4);
  const radius = side / 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const covered = clamp(radius - Math.hypot(x + 0.5 - radius, y + 0.5 - radius) + 0.5);
      if (covered > 0) pixels.set([...RED, Math.round(covered * 255)], (y * side + x) * 4);
    }
  }
  const ink = new Float32Array(side * side);
  write(ink, side, `${percent}%`, LINES.percent);
  write(ink, side, 'OFF', LINES.off);
  for (let at = 0; at < ink.length; at++) {
    const part = ink[at]!;
    if (part > 0) for (const channel of [0, 1, 2]) pixels[at * 4 + channel] = Math.round(RED[channel]! * (1 - part) + 255 * part);
  }
  return pixels;
}

/** Draws characters in one line, in the middle of the disc. */
function write(ink: Float32Array, side: number, text: string, { height, middle }: { height: number; middle: number }): void {
  const unit = (height * side) / 6;
  const pen = height * side * PEN;
  // A character takes 4 units, and one and a half lie between two.
  const left = side / 2 - ((text.length * 5.5 - 1.5) * unit) / 2;
  const top = middle * side - 3 * unit;
  for (const [index, character] of [...text].entries()) {
    const at = left + index * 5.5 * unit;
    for (const line of (GLYPHS[character] ?? '').split('|')) {
      const points = line.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
      for (const [n, from] of points.slice(0, -1).entries()) {
        const to = points[n + 1]!;
        stroke(ink, side, [at + from[0] * unit, top + from[1] * unit, at + to[0] * unit, top + to[1] * unit], pen);
      }
    }
  }
}

/** Draws a straight line with round ends: each pixel by its distance from it. */
function stroke(ink: Float32Array, side: number, [ax, ay, bx, by]: readonly [number, number, number, number], pen: number): void {
  const reach = pen + 1;
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy || 1;
  const bounds = (a: number, b: number): [number, number] => [
    Math.max(0, Math.floor(Math.min(a, b) - reach)),
    Math.min(side - 1, Math.ceil(Math.max(a, b) + reach)),
  ];
  const [[x0, x1], [y0, y1]] = [bounds(ax, bx), bounds(ay, by)];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
      const along = clamp((px * dx + py * dy) / length);
      const covered = clamp(pen - Math.hypot(px - along * dx, py - along * dy) + 0.5);
      if (covered > ink[y * side + x]!) ink[y * side + x] = covered;
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
