import { defineConfig } from 'vitest/config';

import { missingServer } from './test/harness/servers/find-server.js';
import { oxc } from './vite.server.config.js';

const conditions = ['drive-source', 'module', 'node', 'development|production'];

/**
 * The end-to-end files that take any drive. Where there are no servers for it they are left out, which the suites of test/apart report.
 */
const servers = process.env['TEST_BASE_URL'] || (['mongo', 's3', 'redis'] as const).every((kind) => missingServer(kind) === null);
const portable = servers ? ['test/e2e/**/*.test.ts', 'test/hostile/{bombs,slow-clients}.test.ts'] : [];

export default defineConfig({
  oxc,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    // The cache does not notice a changed tsconfig.
    fsModuleCache: false,
    maxWorkers: 2,
    // Of a machine that is busy elsewhere nothing else is known than that it takes longer: an event is waited for, not timed.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{apps,libs,scripts,examples}/**/*.spec.{ts,tsx}',
            'test/pictures/pictures.test.ts',
            // Pictures that are not ours, in a folder that is named.
            ...(process.env['TEST_PICTURES'] ? ['test/pictures/folder.test.ts'] : []),
          ],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/{e2e,embedded,hostile,faults,fuzz,power,migrate,backup,verify,upgrade}/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Four processes on real servers, or the drive that TEST_BASE_URL names.
          name: 'e2e-apart',
          include: portable,
          fileParallelism: false,
          globalSetup: ['test/harness/drive/stack-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Stacks of their own, of which parts are many, go and come back.
          name: 'apart',
          include: ['test/apart/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          // Tests nothing: `npm run screenshots` has it take its pictures.
          name: 'screenshots',
          include: process.env['SCREENSHOTS'] ? ['test/browser/screenshots.ts'] : [],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          // Tests nothing: `npm run bench:attacks` has it measure.
          name: 'attacks',
          include: process.env['ATTACKS'] ? ['bench/attacks/attacks.ts'] : [],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'container',
          include: ['test/container/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'compose',
          include: ['test/compose/**/*.test.ts'],
          fileParallelism: false,
          // Eleven containers want the machine for themselves.
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
