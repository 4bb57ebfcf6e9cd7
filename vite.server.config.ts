import { existsSync, readdirSync } from 'node:fs';

import { defineConfig } from 'vite';

import { KEPT } from './scripts/kept-packages.mjs';

/** Entries besides the apps: what runs in a process or a thread of its own. */
const APART = ['libs/imaging/decoder/child', 'libs/infra/sqlite/writer', 'libs/infra/sqlite/reader'];

/** What the benchmarks use of ours. */
const BENCH = ['libs/config/config', 'libs/domain/image/keys', 'libs/domain/variants', 'libs/infra/open', 'libs/infra/sqlite/images.rows'];

// What else lies there (.DS_Store, the folder of an app of another branch) is no app.
const apps = readdirSync('apps').map((app) => `apps/${app}/main`);
const entries = [...apps.filter((app) => existsSync(`${app}.ts`)), ...APART, ...BENCH];

/**
 * How our sources are compiled, in the tests as well. Said here because Vite otherwise looks for the nearest tsconfig, and a file it does
 * not include keeps its raw decorators.
 */
export const oxc = {
  decorator: { legacy: true, emitDecoratorMetadata: true },
  jsx: { runtime: 'automatic', importSource: 'preact' },
} as const;

// Builds the servers and the commands, with what they import, into few files: Node takes twice as long to load thousands of small ones,
// and 20 MB more (docs/decisions/0018-few-files.md).
export default defineConfig({
  oxc,
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
