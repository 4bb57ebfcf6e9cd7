import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages that are not bundled: they load files of their own, or change a global before other code runs. */
export const KEPT = ['sharp', '@node-rs/argon2', 'libheif-js', 'jxl-oxide-wasm', '@cornerstonejs/codec-openjpeg', 'reflect-metadata'];

/** These packages and their dependencies, as far as they are installed for this system. */
export function keptPackages(folder = 'node_modules', names = KEPT, found = new Set()) {
  for (const name of names) {
    const manifest = join(folder, name, 'package.json');
    if (found.has(name) || !existsSync(manifest)) continue;
    found.add(name);
    const { dependencies, optionalDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
    keptPackages(folder, Object.keys({ ...dependencies, ...optionalDependencies }), found);
  }
  return found;
}
