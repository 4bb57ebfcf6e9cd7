import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { readAssets } from './assets.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('finds the hashed names in the manifest', async () => {
  const file = join(folder, 'manifest.json');
  const manifest = {
    'apps/gateway/client/main.ts': { file: 'main-a1.js', css: ['main-b2.css'], isEntry: true },
    'apps/gateway/client/favicon.svg': { file: 'favicon-c3.svg' },
  };
  await writeFile(file, JSON.stringify(manifest));
  expect(readAssets(file)).toEqual({ script: '/assets/main-a1.js', styles: ['/assets/main-b2.css'], icon: '/assets/favicon-c3.svg' });
});

it.each([undefined, '/nowhere/manifest.json'])('has no addresses before the client is built', (file) => {
  expect(readAssets(file)).toEqual({ script: null, styles: [], icon: null });
});
