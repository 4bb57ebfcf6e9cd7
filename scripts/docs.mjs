import './node-version.mjs';

import { runAll, tool } from './run.mjs';

// The reference of the ports: what an adapter must do.
await runAll([
  tool(
    'typedoc/bin/typedoc',
    '--entryPointStrategy',
    'expand',
    '--entryPoints',
    'libs/ports',
    '--exclude',
    '**/*.contract.ts',
    '--out',
    'docs/api',
    '--readme',
    'none',
    '--skipErrorChecking',
  ),
]);
