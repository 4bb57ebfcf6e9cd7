/** The sizes that are made of every picture; the original itself is not among them. */
export const VARIANT_NAMES = ['s', 'm', 'l'] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];

/** Longest side in pixels, after orientation. */
export const LONGEST_SIDE: Record<VariantName, number> = { s: 320, m: 1024, l: 2048 };

/** Of 100, for JPEG and WebP alike. */
export const QUALITY = 80;

/**
 * Width and height in pixels that a picture of this width and height (after orientation) has at a size.
 * Never enlarged; a side that would vanish is one pixel.
 */
export function fit(width: number, height: number, size: VariantName): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_SIDE[size] / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
