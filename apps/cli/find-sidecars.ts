import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';

import type { FoundFile } from './find-files.js';
import { isJsonName } from './json-file.js';
import { readSidecar, type Sidecar } from './sidecar.js';
import { sidecarNames } from './takeout-names.js';

const AT_ONCE = 16;

export interface Sidecars {
  /** By the path of the picture. */
  sidecars: Map<string, Sidecar>;
  /** Paths of the JSON files that were read for any file. */
  used: Set<string>;
}

/** Finds for each file the JSON file beside it that speaks of it. One may speak of several, a picture and its changed copy. */
export async function findSidecars(files: readonly FoundFile[]): Promise<Sidecars> {
  const json = new Map(files.filter(({ name }) => isJsonName(name)).map((file) => [key(file.folder, file.name), file]));
  const read = new Map<string, Promise<Sidecar | null>>();
  const found: Sidecars = { sidecars: new Map(), used: new Set() };
  if (json.size === 0) return found;
  await mapConcurrent(
    files.filter(({ name, unfit }) => !unfit && !isJsonName(name)),
    AT_ONCE,
    async (file) => {
      for (const name of sidecarNames(file.name)) {
        const beside = json.get(key(file.folder, name));
        if (!beside) continue;
        let reading = read.get(beside.path);
        if (!reading) read.set(beside.path, (reading = readSidecar(beside)));
        const sidecar = await reading;
        if (!sidecar) continue;
        found.sidecars.set(file.path, sidecar);
        found.used.add(beside.path);
        return;
      }
    },
  );
  return found;
}

/** Some disks write names in another form than Takeout does (NFD), and none in two that differ by case only. */
function key(folder: string, name: string): string {
  return `${folder}\0${name.normalize('NFC').toLowerCase()}`;
}
