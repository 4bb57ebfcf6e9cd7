// Runs before the app in `npx nest start` (`exec` in nest-cli.json).
import '../scripts/node-version.mjs';

import { isMainThread } from 'node:worker_threads';

/** Apps that serve pages need their scripts and styles, which Vite builds: Nest compiles only the servers. */
const SERVES_PAGES = /\/apps\/(gateway|all-in-one)\/main/;

if (isMainThread && SERVES_PAGES.test(process.argv[1] ?? '')) {
  const { isStale } = await import('../scripts/stale.mjs');
  const isClientStale = isStale('dist/public/manifest.json', ['apps/gateway/client', 'vite.config.ts']);
  if (isClientStale) await (await import('../scripts/build-all.mjs')).buildClient();
}
