import './node-version.mjs';

import { runAll, tool } from './run.mjs';

await runAll([
  tool('typescript/bin/tsc', '-p', 'tsconfig.json'),
  tool('typescript/bin/tsc', '-p', 'tsconfig.client.json', '--noEmit'),
  tool('oxlint/bin/oxlint', '--deny-warnings'),
  tool('dependency-cruiser/bin/dependency-cruise.mjs', 'apps', 'libs', 'test', '--config', '.dependency-cruiser.mjs'),
  [process.execPath, 'scripts/check-structure.mjs'],
  tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
]);
