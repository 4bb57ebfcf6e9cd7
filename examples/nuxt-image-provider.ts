// A provider of @nuxt/image (https://image.nuxt.com/advanced/custom-provider) for pictures of a Shoebox drive.
//
//   // nuxt.config.ts
//   image: { providers: { shoebox: { provider: '~/providers/shoebox.ts', options: { baseURL: 'https://photos.example.org' } } } }
//
//   // providers/shoebox.ts
//   import { defineProvider } from '@nuxt/image/runtime';
//   import { getImage } from './nuxt-image-provider';
//   export default defineProvider<{ baseURL?: string }>({ getImage });
//
//   <NuxtImg provider="shoebox" src="01kdc7q3v8x2m4n6p8r0s2t4v6" width="800" height="600" fit="cover" />
//
// The browser is logged in to that drive. Visitors of a link have the presets of the drive instead (examples/next-loader.ts).

interface Options {
  modifiers?: {
    width?: number | string | undefined;
    height?: number | string | undefined;
    /** `cover` (by default), `contain` with a `background`, or `inside`. */
    fit?: string | undefined;
    quality?: number | string | undefined;
    format?: string | undefined;
    /** Six hexadecimal digits, with `#` or without. */
    background?: string | undefined;
  };
  baseURL?: string;
}

/** @param src the id of a picture */
export function getImage(src: string, { modifiers = {}, baseURL = '' }: Options): { url: string } {
  const { width, height, fit = 'cover', quality, format = 'auto', background } = modifiers;
  const [across, down] = [Math.round(Number(width ?? 0)), Math.round(Number(height ?? 0))];
  const said = [
    background ? `BG${background.replace('#', '').toUpperCase()}` : '',
    ...sizesOf(across, down, fit),
    quality ? `QL${Math.round(Number(quality))}` : '',
  ].filter((one) => one !== '');
  return { url: `${baseURL}/i/${src.replace(/^\//, '')}${said.length > 0 ? `._${said.join('_')}_` : ''}.${format}` };
}

function sizesOf(width: number, height: number, fit: string): string[] {
  // Within the box: no wider, and then no higher.
  if (width > 0 && height > 0 && fit === 'inside') return [`SX${width}`, `SY${height}`];
  if (width > 0 && height > 0) return [`${fit === 'contain' ? 'SR' : 'SC'}${width},${height}`];
  if (width > 0) return [`SX${width}`];
  return height > 0 ? [`SY${height}`] : [];
}
