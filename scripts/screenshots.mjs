import './node-version.mjs';

import { resolve } from 'node:path';

import { build } from './build.mjs';
import { runAll, tool } from './run.mjs';

// Takes a picture of every page in two widths and two colour schemes, in ./screenshots. The argument is a folder of photos. Without it,
// pictures are drawn, and the images of the README (docs/images) are replaced.
await build();
const [photos] = process.argv.slice(2);
process.env.SCREENSHOTS = photos ? resolve(photos) : 'drawn';
await runAll([tool('vitest/vitest.mjs', 'run', '--project', 'screenshots')]);
