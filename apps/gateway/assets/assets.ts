import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The entries of the client in the manifest that Vite writes. The keys are paths from the root of the repository. */
const MAIN = 'apps/gateway/client/main.ts';
const ICON = 'apps/gateway/client/favicon.svg';

/** Addresses of the files that pages load; null or empty when the client is not built (unit tests). */
export interface Assets {
  script: string | null;
  styles: readonly string[];
  icon: string | null;
}

/** The icons that the build draws (scripts/icons.mjs), by their purpose. */
export type AppIcons = Readonly<Record<'small' | 'large' | 'maskable' | 'apple', { href: string; size: number }>>;

/** A picture of what a modifier of an image address makes, by its name. */
export type TransformPictures = Readonly<Record<string, { href: string; width: number; height: number }>>;

interface ManifestEntry {
  file: string;
  css?: string[];
}

/** dist/public with the built client, seen from dist/chunks, from dist/nest and from the source; undefined when the client is not built. */
export const publicFolder = ['../public', '../../../../public', '../../../dist/public']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(path));

let knownAssets: Assets | undefined;
let knownIcons: AppIcons | null | undefined;
let knownTransforms: TransformPictures | null | undefined;

/** The addresses of script, styles and favicon. The manifest is read once. */
export function assets(): Assets {
  knownAssets ??= readAssets(publicFolder && join(publicFolder, 'manifest.json'));
  return knownAssets;
}

/** The icons of the installed app; null when the client is not built. The list is read once. */
export function appIcons(): AppIcons | null {
  knownIcons ??= readIcons(publicFolder && join(publicFolder, 'icons.json'));
  return knownIcons;
}

/** The pictures that the build copies (scripts/shown-transforms.mjs); null when the client is not built. The list is read once. */
export function transformPictures(): TransformPictures | null {
  knownTransforms ??= readTransforms(publicFolder && join(publicFolder, 'transforms.json'));
  return knownTransforms;
}

/** @param file Vite's manifest; it may be missing */
export function readAssets(file: string | undefined): Assets {
  if (!file || !existsSync(file)) return { script: null, styles: [], icon: null };
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ManifestEntry>;
  const main = manifest[MAIN];
  const icon = manifest[ICON];
  return {
    script: main ? `/assets/${main.file}` : null,
    styles: (main?.css ?? []).map((name) => `/assets/${name}`),
    icon: icon ? `/assets/${icon.file}` : null,
  };
}

function readIcons(file: string | undefined): AppIcons | null {
  if (!file || !existsSync(file)) return null;
  const names = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof AppIcons, { file: string; size: number }>;
  const icons = Object.entries(names).map(([name, icon]) => [name, { href: `/assets/${icon.file}`, size: icon.size }]);
  return Object.fromEntries(icons) as AppIcons;
}

function readTransforms(file: string | undefined): TransformPictures | null {
  if (!file || !existsSync(file)) return null;
  const names = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { file: string; width: number; height: number }>;
  return Object.fromEntries(Object.entries(names).map(([name, { file: of, ...size }]) => [name, { href: `/assets/${of}`, ...size }]));
}
