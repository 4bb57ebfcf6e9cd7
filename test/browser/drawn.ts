import sharp from 'sharp';

import { Random } from '../harness/images/random.js';

/** Hue of the sky at its top and at its foot, and of the land. */
const PALETTES: readonly (readonly [number, number, number])[] = [
  [212, 28, 205],
  [268, 335, 250],
  [196, 180, 158],
  [222, 258, 228],
  [22, 46, 14],
  [204, 214, 120],
];
const SHAPES: readonly (readonly [number, number])[] = [
  [1800, 1200],
  [1200, 1600],
  [1600, 1200],
  [1800, 1200],
  [1920, 1080],
  [1400, 1400],
  [1200, 1800],
];

/** Landscapes that look a little like holiday photos and belong to nobody: the same for the same number. */
export function drawn(index: number): Promise<Buffer> {
  const [width, height] = SHAPES[index % SHAPES.length]!;
  const chance = new Random((index + 1) * 0x9e3779b9);
  const random = () => chance.next();
  const [top, foot, land] = PALETTES[(index * 5 + 1) % PALETTES.length]!;
  const night = index % 5 === 3;
  const sky = night
    ? ['hsl(226 50% 13%)', `hsl(${235 + random() * 70} 38% 40%)`]
    : [`hsl(${top} ${55 + random() * 15}% ${58 + random() * 10}%)`, `hsl(${foot} 75% 86%)`];
  const sun = { x: width * (0.2 + random() * 0.6), y: height * (0.18 + random() * 0.2), r: height * (0.035 + random() * 0.03) };
  const sea = index % 3 === 1;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset=".8" stop-color="${sky[1]}"/></linearGradient>
      <radialGradient id="glow"><stop stop-color="#fff" stop-opacity=".75"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
    </defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    ${night ? stars(random, width, height * 0.6) : ''}
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r * 5}" fill="url(#glow)"/>
    <circle cx="${sun.x}" cy="${sun.y}" r="${sun.r}" fill="hsl(46 100% ${night ? 92 : 96}%)"/>
    ${hills(random, { width, height, hue: land, dark: night, from: sea ? 0.5 : 0.42, layers: sea ? 2 : 5 })}
    ${sea ? water(random, { width, height, hue: top, dark: night, x: sun.x }) : ''}</svg>`;
  return sharp(Buffer.from(svg)).blur(0.6).jpeg({ quality: 88, mozjpeg: true }).toBuffer();
}

interface Part {
  width: number;
  height: number;
  hue: number;
  dark: boolean;
}

/** Ridges, the further the paler. */
function hills(random: () => number, { width, height, hue, dark, from, layers }: Part & { from: number; layers: number }): string {
  return Array.from({ length: layers }, (_, layer) => {
    const near = (layer + 1) / layers;
    const base = height * (from + (layer * (0.95 - from)) / layers);
    const steep = height * (0.13 - 0.06 * near);
    const waves = [1, 2.3, 5.1, 11].map((frequency) => ({ frequency: frequency * (0.7 + random() * 0.6), phase: random() * 7 }));
    const points = Array.from({ length: 121 }, (__, step) => {
      const x = step / 120;
      const y = waves.reduce((sum, { frequency, phase }, n) => sum + Math.sin(x * frequency * 6 + phase) / (n * 1.6 + 1), 0);
      return `${(x * width).toFixed(1)} ${(base - y * steep).toFixed(1)}`;
    });
    const light = dark ? 26 - 18 * near : 74 - 46 * near;
    return `<path d="M0 ${height}L${points.join('L')}L${width} ${height}z" fill="hsl(${hue} ${18 + 22 * near}% ${light}%)"/>`;
  }).join('');
}

/** The sea in front of all, with the light of the sun on it. */
function water(random: () => number, { width, height, hue, dark, x }: Part & { x: number }): string {
  const y = height * 0.66;
  const glints = Array.from({ length: 90 }, () => {
    const down = random() ** 1.4;
    const wide = width * (0.01 + 0.05 * down) * (0.5 + random());
    const left = x - wide / 2 + (random() - 0.5) * width * (0.04 + 0.22 * down);
    return `<rect x="${left}" y="${y + down * (height - y)}" width="${wide}" height="${2 + 5 * down}" rx="3" fill="#fff" fill-opacity="${0.5 - 0.3 * down}"/>`;
  });
  const [far, near] = dark ? [26, 10] : [62, 34];
  return `<defs><linearGradient id="sea" x2="0" y2="1"><stop stop-color="hsl(${hue} 45% ${far}%)"/><stop offset="1" stop-color="hsl(${hue} 50% ${near}%)"/></linearGradient></defs>
    <rect y="${y}" width="100%" height="100%" fill="url(#sea)"/>${glints.join('')}`;
}

function stars(random: () => number, width: number, height: number): string {
  return Array.from(
    { length: 140 },
    () =>
      `<circle cx="${random() * width}" cy="${random() ** 1.5 * height}" r="${0.8 + random() * 1.6}" fill="#fff" fill-opacity="${0.3 + random() * 0.6}"/>`,
  ).join('');
}
