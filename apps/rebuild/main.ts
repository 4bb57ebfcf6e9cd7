import { loadConfig } from '#libs/config/config.js';
import { createProgram, runProgram } from '#libs/terminal/command-line.js';

import { openDrive } from './drive.js';
import { rebuild } from './rebuild.js';

const HELP = `
The database must have no pictures; accounts that are still there are kept. Stop the
drive first: it is the one in SHOEBOX_DATA_DIR, or in SHOEBOX_DATABASE_URL and
SHOEBOX_STORAGE_URL. Nothing is removed from the store. Run an interrupted rebuild
again to continue it. What can't be restored is listed. The exit code is 0 when every
original was restored.

Example:
  npm run rebuild`;

const description =
  'Rebuild a lost database from the object store: accounts by name, every picture with\nits owner, name and dates, the trash, albums and links.';
const program = createProgram('npm run rebuild --', description)
  .addHelpText('after', HELP)
  .action(async () => {
    const drive = await openDrive(loadConfig());
    try {
      process.exitCode = await rebuild(drive, { say: (line) => process.stdout.write(`${line}\n`), progress: process.stderr });
    } finally {
      await drive.close();
    }
  });
await runProgram(program, process.argv.slice(2));
