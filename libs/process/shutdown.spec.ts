import { expect, it } from 'vitest';

import { Shutdown } from './shutdown.js';

it('closes in the reverse order, one after the other, each once, and says when it begins', async () => {
  const closing = new Shutdown();
  const closed: string[] = [];
  for (const name of ['stores', 'queue', 'app']) {
    closing.add(async () => {
      await Promise.resolve();
      closed.push(`${name} ${closing.signal.aborted}`);
    });
  }
  expect(closing.signal.aborted).toBe(false);
  await Promise.all([closing.close(), closing.close()]);
  expect(closed).toEqual(['app true', 'queue true', 'stores true']);
});
