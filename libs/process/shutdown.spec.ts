import { expect, it } from 'vitest';

import { Shutdown } from './shutdown.js';

it('closes each part once, in the reverse order, and aborts its signal first', async () => {
  const shutdown = new Shutdown();
  const closed: string[] = [];
  for (const name of ['stores', 'queue', 'app']) {
    shutdown.add(async () => {
      await Promise.resolve();
      closed.push(`${name} ${shutdown.signal.aborted}`);
    });
  }
  expect(shutdown.signal.aborted).toBe(false);
  await Promise.all([shutdown.close(), shutdown.close()]);
  expect(closed).toEqual(['app true', 'queue true', 'stores true']);
});
