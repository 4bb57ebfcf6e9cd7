// The only list of the files that are made of an image. Everything else (schemas, queries, URLs, pages, options) is derived from it.
// The browser may import this file: it uses nothing of Node.

interface Variant {
  /** Longest side in pixels, after orientation. */
  longestSide: number;
  /** What people call it. */
  label: string;
  /** The key that shows it on the page of an image. */
  key?: string;
}

/** The variants, smallest first. The name is a part of addresses, object keys and database rows: never change one. */
export const VARIANTS = {
  s: { longestSide: 320, label: 'Small', key: 's' },
  m: { longestSide: 1024, label: 'Medium', key: 'm' },
  l: { longestSide: 2048, label: 'Large', key: 'l' },
} as const satisfies Record<string, Variant>;

export type VariantName = keyof typeof VARIANTS;
/** A size that can be asked for: a variant, or the original as it was uploaded. */
export type SizeName = VariantName | 'o';

/** Smallest first. */
export const VARIANT_NAMES = Object.keys(VARIANTS) as readonly VariantName[];
/** Smallest first, the original last. */
export const SIZE_NAMES: readonly SizeName[] = [...VARIANT_NAMES, 'o'];

export const SMALLEST = VARIANT_NAMES[0]!;
/** All variants are made of the pixels of this one. */
export const LARGEST = VARIANT_NAMES.at(-1)!;
/** The size of an address that names none. */
export const DEFAULT_SIZE: VariantName = 'm';

/** Of 100, for JPEG and WebP alike. */
export const QUALITY = 80;

/** For regular expressions: exactly one variant name, and exactly one size name, without a group around it. */
export const VARIANT_PATTERN = VARIANT_NAMES.join('|');
export const SIZE_PATTERN = SIZE_NAMES.join('|');

export function isVariantName(text: string): text is VariantName {
  return Object.hasOwn(VARIANTS, text);
}

export function isSizeName(text: string): text is SizeName {
  return text === 'o' || isVariantName(text);
}

/** A record with one value for each variant, in their order. */
export function mapVariants<T>(value: (name: VariantName) => T): Record<VariantName, T> {
  return mapNames(VARIANT_NAMES, value);
}

/** A record with one value for each size, in their order. */
export function mapSizes<T>(value: (name: SizeName) => T): Record<SizeName, T> {
  return mapNames(SIZE_NAMES, value);
}

/** A function, since `mapSizes` is called before a constant below it exists. Made for each image of a list: `Object.fromEntries` takes twice as long. */
function mapNames<N extends string, T>(names: readonly N[], value: (name: N) => T): Record<N, T> {
  const record = {} as Record<N, T>;
  for (const name of names) record[name] = value(name);
  return record;
}

export const SIZE_LABELS = mapSizes((name) => (name === 'o' ? 'Original' : VARIANTS[name].label));
/** The keys that show the sizes on the page of an image. */
export const SIZE_KEYS: Readonly<Record<SizeName, string | undefined>> = mapSizes((name) =>
  name === 'o' ? 'o' : (VARIANTS[name] as Variant).key,
);

/** The variant itself and the bigger ones, which may be sent in its place while it is not ready, nearest first. */
export function standInsFor(name: VariantName): readonly VariantName[] {
  return VARIANT_NAMES.slice(VARIANT_NAMES.indexOf(name));
}

/** Those below the variant, which are sent in its place when there is nothing bigger, nearest first. */
export function smallerThan(name: VariantName): readonly VariantName[] {
  return VARIANT_NAMES.slice(0, VARIANT_NAMES.indexOf(name)).toReversed();
}

/** “small, medium and large”. */
export function variantsInWords(): string {
  return new Intl.ListFormat('en-GB').format(VARIANT_NAMES.map((name) => VARIANTS[name].label.toLowerCase()));
}

/** “s, m, l and o”. */
export function sizeNamesInWords(): string {
  return new Intl.ListFormat('en-GB').format(SIZE_NAMES);
}

/**
 * Width and height in pixels of the variant of an image of this width and height (after orientation).
 * Never enlarged; a side that would vanish is one pixel.
 */
export function fit(width: number, height: number, name: VariantName): { width: number; height: number } {
  const scale = Math.min(1, VARIANTS[name].longestSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The longest side of these sizes in pixels; null: any, as the original is among them. */
export function longestOf(sizes: readonly SizeName[]): number | null {
  const longest = Math.max(...sizes.map((size) => (size === 'o' ? Infinity : VARIANTS[size].longestSide)));
  return Number.isFinite(longest) ? longest : null;
}
