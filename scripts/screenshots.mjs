import './node-version.mjs';

import { resolve } from 'node:path';

import { build } from './build.mjs';
import { runAll, tool } from './run.mjs';

// Every page at two widths and in two colours, into ./screenshots. The argument is a folder of photos; without one pictures are drawn, and
// those of the README (docs/images) are made anew.
await build();
const [photos] = process.argv.slice(2);
process.env.SCREENSHOTS = photos ? resolve(photos) : 'drawn';
await runAll([tool('vitest/vitest.mjs', 'run', '--project', 'screenshots')]);
