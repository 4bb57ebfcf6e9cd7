import type { Command } from 'commander';

import { Usage } from '#libs/api/image.js';
import { typedPath } from '#libs/config/user-folder.js';
import { Progress } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import { ALBUMS_FILE } from '../files/albums-file.js';
import { connect, type CliContext } from '../login/connect.js';
import { exportDrive } from './export-drive.js';

export function exportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .summary('Download everything: originals, dates, albums.')
    .description(
      'Download every original with a JSON file next to it, and the albums to albums.json.\n' +
        'Run it again to continue an interrupted export. upload of that folder to another\n' +
        'account restores the pictures with their names, dates and albums.',
    )
    .argument('<folder>', 'a folder to write to')
    .option('--json', 'Print JSON.')
    .action((folder: string, options: { json?: boolean }) => run(context, folder, options));
}

async function run(context: CliContext, folder: string, { json }: { json?: boolean }): Promise<void> {
  const { terminal, progress } = context;
  const { api } = await connect(context);
  const { images, bytes, trashed } = await api.json(Usage, 'GET', '/api/usage');
  const bar = new Progress({ pictures: images, bytes: bytes - trashed }, progress);
  const exported = await exportDrive(api, typedPath(folder), (size) => bar.add(size));
  bar.end();
  const { pictures, written, albums, failed } = exported;
  if (json) terminal.sayJson(exported, 2);
  else {
    terminal.say(`${pictures} pictures in the drive: ${written} written now, ${pictures - written - failed.length} already here.`);
    if (albums > 0) terminal.say(`Albums in ${ALBUMS_FILE}: ${albums}.`);
    for (const { id, name, why } of failed) terminal.say(visible(`  failed: ${name} (${id}): ${why}`));
  }
  if (failed.length > 0) process.exitCode = 1;
}
