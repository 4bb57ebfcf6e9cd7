import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The client's entries in the manifest that Vite writes; the keys are paths from the root of the repository. */
const MAIN = 'apps/gateway/client/main.ts';
const ICON = 'apps/gateway/client/favicon.svg';

/** Addresses of what the browser loads; null or empty where the client has not been built (in unit tests). */
export interface Assets {
  script: string | null;
  styles: readonly string[];
  icon: string | null;
}

interface ManifestEntry {
  file: string;
  css?: string[];
}

/** dist/public, where the built client lies, seen from dist/chunks and from the source. */
export const publicFolder = ['../public', '../../../../public', '../../../dist/public']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(path));

let known: Assets | undefined;

/** The hashed names of the built client, read once. */
export function assets(): Assets {
  known ??= readAssets(publicFolder && join(publicFolder, 'manifest.json'));
  return known;
}

/** @param file path of Vite's manifest; undefined or not there: nothing has been built */
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
