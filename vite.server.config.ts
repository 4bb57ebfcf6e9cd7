import { existsSync, readdirSync } from 'node:fs';

import { defineConfig } from 'vite';

/** Packages that stay where npm put them: they load files of their own, or change a global before anything else may run. */
const KEPT = ['sharp', '@node-rs/argon2', 'libheif-js', 'reflect-metadata'];

/** Entries besides the apps: what runs in a process or a thread of its own. */
const APART = ['libs/imaging/decoder/child', 'libs/infra/sqlite-writer'];

/** What the benchmarks use of ours. */
const BENCH = ['libs/config/config', 'libs/images/keys', 'libs/imaging/sizes', 'libs/infra/open'];

// What else lies there (.DS_Store, the folder of an app of another branch) is no app.
const apps = readdirSync('apps').map((app) => `apps/${app}/main`);
const entries = [...apps.filter((app) => existsSync(`${app}.ts`)), ...APART, ...BENCH];

// Builds the servers and the commands, with what they import, into few files: Node takes twice as long to load thousands of small ones,
// and 20 MB more (docs/decisions/0018-few-files.md).
export default defineConfig({
  oxc: {
    decorator: { legacy: true, emitDecoratorMetadata: true },
    jsx: { runtime: 'automatic', importSource: 'preact' },
  },
  resolve: { conditions: ['drive-source'] },
  publicDir: false,
  ssr: { noExternal: true, external: KEPT, resolve: { conditions: ['drive-source'] } },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: false,
    target: 'node24',
    rolldownOptions: {
      input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
});
