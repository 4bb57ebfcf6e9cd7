import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { settingNames } from './config.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const names = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].toSorted();

const known = settingNames().toSorted();
const compose = read('docker-compose.yml');
/** The variables that the compose files read from the environment. */
const asked = names(compose + read('deploy/docker-compose.external.yml'), /\$\{([A-Z_]+)/g);

describe('the documents of the settings', () => {
  it('deploy/env.example lists exactly the settings that exist', () => {
    const listed = names(read('deploy/env.example'), /^#?([A-Z_]+)=/gm);
    expect(listed).toEqual([...new Set([...known, ...asked])].toSorted());
  });

  it('docs/settings.md describes exactly the settings that exist', () => {
    const described = names(read('docs/settings.md'), /`(SHOEBOX_[A-Z_]+)`/g);
    expect(described).toEqual(known.filter((name) => !name.endsWith('_FILE')));
  });

  it('docker-compose.yml passes on every setting', () => {
    const set = names(compose, /^ +(SHOEBOX_[A-Z_]+):/gm);
    expect(set.filter((name) => !known.includes(name))).toEqual([]);
    // The image sets where it listens and stores data; secrets are files.
    const elsewhere = ['DATA_DIR', 'HOST', 'PORT', 'DATABASE_URL', 'STORAGE_URL', 'QUEUE_URL', 'GATEWAY_SECRET'].map(
      (name) => `SHOEBOX_${name}`,
    );
    expect([...set, ...elsewhere].toSorted()).toEqual(known);
  });
});
