// Runs in the container image after the build: removes packages that are bundled, except their licences.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { keptPackages } from './kept-packages.mjs';

const FOLDER = 'node_modules';
const LICENCE = /^(licen[cs]e|copying|notice|authors)/i;

const kept = keptPackages(FOLDER);

function strip(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) strip(path);
    else if (!LICENCE.test(entry.name)) rmSync(path);
  }
}

for (const name of readdirSync(FOLDER).filter((entry) => !entry.startsWith('.'))) {
  const packages = name.startsWith('@') ? readdirSync(join(FOLDER, name)).map((part) => `${name}/${part}`) : [name];
  for (const one of packages) if (!kept.has(one)) strip(join(FOLDER, one));
}
