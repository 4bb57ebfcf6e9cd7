import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, it } from 'vitest';

import type { Stack } from './stack.js';

const run = promisify(execFile);

/** The same end-to-end files as for the drive in one process, against the published port. */
export function portable(stack: Stack): void {
  describe('end to end', () => {
    it.each(readdirSync('test/e2e'))('%s', async (name) => {
      const env = { ...process.env, TEST_BASE_URL: stack.url };
      const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', '--reporter', 'verbose', `test/e2e/${name}`];
      await run(process.execPath, args, { env, maxBuffer: 2 ** 26 }).catch((error: { stdout: string }) => {
        throw new Error(error.stdout, { cause: error });
      });
    });
  });
}
