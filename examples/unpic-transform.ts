// A transformer of unpic (https://unpic.pics) for pictures of a Shoebox drive, for the `base` component of any framework.
//
//   import { Image } from '@unpic/react/base';
//   import { transform } from './unpic-transform';
//
//   <Image src="https://photos.example.org/i/01kdc7q3v8x2m4n6p8r0s2t4v6" transformer={transform} width={800} height={600} alt="" />
//
// The browser is logged in to that drive. Visitors of a link have the presets of the drive instead (examples/next-loader.ts).

interface Operations {
  width?: number | string | undefined;
  height?: number | string | undefined;
  quality?: number | string | undefined;
  /** `jpg`, `webp`, `avif` or `png`; what the browser likes best by default. */
  format?: string | undefined;
}

/** @param src `https://DRIVE/i/ID` */
export function transform(src: string | URL, { width, height, quality, format = 'auto' }: Operations): string {
  const modifiers = [sizeOf(width, height), quality ? `QL${Math.round(Number(quality))}` : ''].filter((one) => one !== '');
  return `${String(src)}${modifiers.length > 0 ? `._${modifiers.join('_')}_` : ''}.${format}`;
}

/** Fills the box when both are given, as unpic expects it. */
function sizeOf(width: Operations['width'], height: Operations['height']): string {
  const [across, down] = [Math.round(Number(width ?? 0)), Math.round(Number(height ?? 0))];
  if (across > 0 && down > 0) return `SC${across},${down}`;
  if (across > 0) return `SX${across}`;
  return down > 0 ? `SY${down}` : '';
}
