import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';

import type { FoundFile } from '../files/find-files.js';
import { isJsonName } from '../files/json-file.js';
import { readSidecar, type Sidecar } from './sidecar.js';
import { sidecarNames } from './sidecar-names.js';

const CONCURRENCY = 16;

export interface Sidecars {
  /** By path of the picture. */
  sidecars: Map<string, Sidecar>;
  /** Paths of the JSON files that describe a picture or an album. */
  used: Set<string>;
}

/** Finds the sidecar of each file: the JSON file in its folder that describes it. A picture and its edited copy share one. */
export async function findSidecars(files: readonly FoundFile[]): Promise<Sidecars> {
  const json = new Map(files.filter(({ name }) => isJsonName(name)).map((file) => [key(file.folder, file.name), file]));
  const read = new Map<string, Promise<Sidecar | null>>();
  const found: Sidecars = { sidecars: new Map(), used: new Set() };
  if (json.size === 0) return found;
  await mapConcurrent(
    files.filter(({ name, unfit }) => !unfit && !isJsonName(name)),
    CONCURRENCY,
    async (file) => {
      for (const name of sidecarNames(file.name)) {
        const sibling = json.get(key(file.folder, name));
        if (!sibling) continue;
        let reading = read.get(sibling.path);
        if (!reading) read.set(sibling.path, (reading = readSidecar(sibling)));
        const sidecar = await reading;
        if (!sidecar) continue;
        found.sidecars.set(file.path, sidecar);
        found.used.add(sibling.path);
        return;
      }
    },
  );
  return found;
}

/** File systems may store names decomposed (NFD) or ignore case; Takeout does neither. */
function key(folder: string, name: string): string {
  return `${folder}\0${name.normalize('NFC').toLowerCase()}`;
}
