import { afterAll, afterEach, beforeAll, describe } from 'vitest';

import { docker, hasDocker } from '../container/docker.js';
import { isolated } from './isolated.js';
import { kept } from './kept.js';
import { killed } from './killed.js';
import { planted } from './planted.js';
import { portable } from './portable.js';
import { ComposeStack, TEST_IMAGE } from './stack.js';
import { stopped } from './stopped.js';
import { storeUsers } from './store-users.js';
import { upgraded } from './upgraded.js';

const SKIPPED = 'skipped: no Docker on this machine (install it for the compose tests)';
/** The image is built before anything runs, which takes as long as `npm ci` does; on a fresh machine the stores' images are fetched, too. */
const START_MS = 1_200_000;

// The stack as docs/deploy.md says to run it; one for all, since a start takes longer than most of what is looked at.
describe.skipIf(!hasDocker)(hasDocker ? 'the stack' : SKIPPED, () => {
  const stack = new ComposeStack();
  let failed = false;
  beforeAll(async () => {
    await stack.compose('build');
    await stack.up();
  }, START_MS);
  afterEach(({ task }) => void (failed ||= task.result?.state === 'fail'));
  afterAll(async () => {
    if (failed || !stack.isUp) process.stderr.write(`${await stack.logs()}\n`);
    await stack.compose('down', '--volumes', '--remove-orphans');
    if (stack.image !== TEST_IMAGE) await docker('image', 'rm', stack.image);
  });

  isolated(stack);
  portable(stack);

  // One address may make a hundred accounts within an hour, and the files of `portable` make nearly as many.
  describe('begun anew', () => {
    beforeAll(async () => {
      await stack.compose('down', '--volumes');
      await stack.up();
    }, START_MS);

    storeUsers(stack);
    killed(stack);
    stopped(stack);
    planted(stack);
    upgraded(stack);
    kept(stack);
  });
});
