import sharp from 'sharp';

import type { Area } from '#libs/domain/transform/layout.js';
import type { Step, Transform } from '#libs/domain/transform/transform.js';
import { badge } from '#libs/imaging/decoder/badge.js';

/** A picture with edges, colours that change slowly, and nothing that is the same when it is mirrored or turned. */
export async function testPicture({ width, height }: Area): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isDisc = Math.hypot(x - width * 0.3, y - height * 0.35) < Math.min(width, height) * 0.22;
      const pixel = isDisc ? [235, 60, 40] : [(255 * x) / width, (255 * y) / height, x * 3 > width * 2 ? 220 : 60];
      data.set(pixel, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/**
 * The same transform by sharp alone, one pipeline and one PNG for each step, with sharp's own way to compute sizes.
 */
export async function bySharp(bytes: Buffer, { steps, dpr, matte, format }: Transform): Promise<Buffer> {
  let picture = bytes;
  for (const step of steps)
    picture = await (await oneStep(picture, step, dpr, format === 'jpg' ? `#${matte ?? 'FFFFFF'}` : null)).png().toBuffer();
  return format === 'jpg'
    ? sharp(picture)
        .flatten({ background: `#${matte ?? 'FFFFFF'}` })
        .png()
        .toBuffer()
    : picture;
}

async function oneStep(picture: Buffer, step: Step, dpr: number, matte: string | null) {
  const { width, height } = await sharp(picture).metadata();
  const [a = 0, b = 0, c = 0, d = 0] = step.values;
  const none = matte ?? { r: 0, g: 0, b: 0, alpha: 0 };
  const background = 'background' in step && step.background !== null ? `#${step.background}` : none;
  const cut = (left: number, top: number, across: number, down: number) => {
    const [x, y] = [Math.min(Math.round(left), width - 1), Math.min(Math.round(top), height - 1)];
    const area = {
      width: Math.max(1, Math.min(width - x, Math.round(across))),
      height: Math.max(1, Math.min(height - y, Math.round(down))),
    };
    return sharp(picture).extract({ left: x, top: y, ...area });
  };
  switch (step.name) {
    case 'SL':
      return sharp(picture).resize(a * dpr, a * dpr, { fit: 'inside', withoutEnlargement: true });
    case 'SX':
      return sharp(picture).resize({ width: a * dpr, withoutEnlargement: true });
    case 'SY':
      return sharp(picture).resize({ height: a * dpr, withoutEnlargement: true });
    case 'SE':
      return sharp(picture).resize(Math.min(width, a * dpr), Math.min(height, b * dpr), { fit: 'fill' });
    case 'SR': {
      const grown = Math.min(dpr, Math.max(1, width / a, height / b));
      const [across, down] = [Math.round(a * grown), Math.round(b * grown)];
      const inner = await sharp(picture).resize(across, down, { fit: 'inside', withoutEnlargement: true }).png().toBuffer();
      return sharp(inner).extend(await rest(inner, across, down, background));
    }
    case 'SC': {
      const part = Math.min(1, width / (a * dpr), height / (b * dpr));
      const [across, down] = [Math.max(1, Math.round(a * dpr * part)), Math.max(1, Math.round(b * dpr * part))];
      if (step.focus === 'attention') return sharp(picture).resize(across, down, { fit: 'cover', position: 'attention' });
      const covering = await sharp(picture).resize(across, down, { fit: 'outside' }).png().toBuffer();
      const size = await sharp(covering).metadata();
      return sharp(covering).extract({ left: around(step.focus[0]!, size.width, across), top: around(step.focus[1]!, size.height, down), width: across, height: down }); // prettier-ignore
    }
    case 'CR':
      return cut(a, b, c, d);
    case 'CRP':
      return cut((a * width) / 100, (b * height) / 100, (c * width) / 100, (d * height) / 100);
    case 'PT':
      return sharp(picture).rotate(a, { background: a % 90 === 0 ? '#000' : background });
    case 'FLH':
      return sharp(picture).flop();
    case 'FLV':
      return sharp(picture).flip();
    case 'BL':
      return sharp(picture).blur(a);
    case 'SH':
      return sharp(picture).sharpen({ sigma: a });
    case 'GR':
      return sharp(picture).greyscale();
    case 'BW':
      return (await sharp(picture).metadata()).hasAlpha ? blackAndWhite(picture) : sharp(picture).threshold(128);
    case 'BO':
      return sharp(picture).extend({ top: a, bottom: a, left: a, right: a, background: { r: b, g: c, b: d } });
    case 'PE': {
      // sharp has no badges: that it is drawn well is seen in the goldens.
      const { image } = await badge(a, { width, height });
      const side = (await sharp(image).metadata()).width;
      const margin = Math.round(side / 10);
      const [left, top] = [Math.min(margin, width - side), Math.max(0, height - margin - side)];
      return sharp(picture).composite([{ input: image, left, top }]);
    }
  }
}

/** sharp's threshold makes transparency black or white as well. */
async function blackAndWhite(picture: Buffer) {
  const shades = await sharp(picture).removeAlpha().threshold(128).toColourspace('srgb').png().toBuffer();
  return sharp(shades).joinChannel(await sharp(picture).extractChannel('alpha').png().toBuffer());
}

/** What is missing of a box around a picture, as sharp's `extend` takes it. */
async function rest(inner: Buffer, across: number, down: number, background: string | object) {
  const { width, height } = await sharp(inner).metadata();
  const [left, top] = [Math.floor((across - width) / 2), Math.floor((down - height) / 2)];
  return { left, top, right: across - width - left, bottom: down - height - top, background: background as string };
}

/** How different two pictures look: the mean difference of a channel, 0 to 255, once both are as small as an icon. */
export async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = [await icon(one), await icon(other)];
  let sum = 0;
  for (let at = 0; at < a.length; at += 4) {
    // What is transparent has no colour.
    for (const channel of [0, 1, 2]) sum += Math.abs((a[at + channel]! * a[at + 3]!) / 255 - (b[at + channel]! * b[at + 3]!) / 255);
    sum += Math.abs(a[at + 3]! - b[at + 3]!);
  }
  return sum / a.length;
}

function icon(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).ensureAlpha().toColourspace('srgb').resize(48, 48, { fit: 'fill' }).raw().toBuffer();
}

/** Where a part begins whose middle is at this percentage of the whole. */
function around(focus: number, whole: number, length: number): number {
  return Math.round(Math.min(Math.max(0, (focus / 100) * whole - length / 2), whole - length));
}
