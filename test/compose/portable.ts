import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, it } from 'vitest';

import type { ComposeStack } from './stack.js';

const run = promisify(execFile);

/** What e2e-apart of vitest.config.ts runs, too. */
const FILES = [...readdirSync('test/e2e').map((name) => `e2e/${name}`), 'hostile/bombs.test.ts', 'hostile/slow-clients.test.ts'];

/** The same end-to-end files as for the drive in one process, against the published port. */
export function portable(stack: ComposeStack): void {
  describe('end to end', () => {
    it.each(FILES)('%s', async (name) => {
      const env = { ...process.env, TEST_BASE_URL: stack.url };
      const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e-apart', '--reporter', 'verbose', `test/${name}`];
      await run(process.execPath, args, { env, maxBuffer: 2 ** 26 }).catch((error: { stdout: string }) => {
        throw new Error(error.stdout, { cause: error });
      });
    });
  });
}
