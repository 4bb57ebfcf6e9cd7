import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Command } from 'commander';

import { typedPath, userFolder } from '#libs/config/user-folder.js';
import { MAX_ALBUM_NAME } from '#libs/api/album.js';
import { usageError } from '#libs/terminal/command-error.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import type { Api } from '../drive/api.js';
import { connect, requireScope, type CliContext } from '../login/connect.js';
import { albumName } from './find-albums.js';
import { Hashes } from './hashes.js';
import type { Report } from './report.js';
import { uploadFolders } from './upload-folders.js';
import { watchFolders } from './watch-folders.js';

interface Options {
  album?: string;
  dryRun?: boolean;
  watch?: boolean;
  json?: boolean;
}

const INTERRUPTED = 130;
/** Milliseconds before failed uploads are tried again with --watch. */
const RETRY_AFTER = 60_000;

export function uploadCommand(program: Command, context: CliContext): void {
  program
    .command('upload')
    .summary('Upload all pictures of folders.')
    .description(
      'Upload all pictures of folders and their subfolders. Pictures that the drive has are\n' +
        'not sent again, so you can run it as often as you like; it continues where it was\n' +
        'stopped. Dates, names and albums are read from the JSON files of Google Takeout or\n' +
        'of export.',
    )
    .argument('<folder...>', 'at least one folder')
    .option('--album <name>', 'Put everything into this album; it is created if needed.', albumOf)
    .option('--dry-run', 'Show what would be sent, and send nothing.')
    .option('--watch', 'Keep running and upload what is added to the folders.')
    .option('--json', 'Print JSON.')
    .action((folders: string[], options: Options) => upload(context, folders, options));
}

async function upload(context: CliContext, folders: readonly string[], { album, dryRun = false, watch, json }: Options): Promise<void> {
  const { terminal, progress, signal } = context;
  const { api, login } = await connect(context);
  const paths = folders.map((folder) => typedPath(folder));
  const hashes = await openHashes();
  const albums = { name: album, requireAllowed: () => requireScope(login, 'write', 'create or fill albums') };
  const uploadAll = (out: ProgressOut) => uploadFolders(paths, { api, hashes, dryRun, albums, out, signal });
  let report = await uploadAll(progress);
  if (json) terminal.sayJson(report.json(), watch ? 0 : 2);
  else terminal.say(report.lines().join('\n'));
  if (watch && !signal.aborted) {
    if (!json) terminal.say('Watching for new pictures. Stop with Ctrl+C.');
    await watchFolders(paths, signal, async () => {
      const next = await uploadAll(SILENT);
      for (const { line, value } of changesSince(report, next)) {
        if (json) terminal.sayJson(value);
        else terminal.say(visible(line));
      }
      report = next;
      if (!next.isComplete) await wait(RETRY_AFTER, undefined, { signal }).catch(() => undefined);
    });
  } else if (signal.aborted) {
    process.exitCode = INTERRUPTED;
    return;
  }
  if (!report.isComplete) process.exitCode = 1;
}

/** Uploads the pictures of a link, without albums. @throws CommandError */
export async function uploadOnce(api: Api, paths: readonly string[], { progress, signal }: CliContext): Promise<Report> {
  return uploadFolders(paths, { api, hashes: await openHashes(), dryRun: false, out: progress, signal });
}

const SILENT: ProgressOut = { write: () => true };

/** A line, and a value for programs, for each file whose outcome changed, and each album that failed. */
function changesSince(before: Report, now: Report): { line: string; value: object }[] {
  const changed = now.files.filter(({ path, outcome }) => {
    const old = before.get(path)?.outcome;
    return old !== outcome && !(old === 'uploaded' && outcome === 'known');
  });
  const albums = now.albums.filter(({ why }) => why !== undefined);
  return [
    ...changed.map((file) => ({ line: `${file.path}: ${file.why ?? file.outcome}`, value: file })),
    ...albums.map((album) => ({ line: `${album.name}: ${album.why}`, value: { album } })),
  ];
}

/** Next to the login: hashes of files do not depend on the drive. */
function openHashes(): Promise<Hashes> {
  return Hashes.open(join(userFolder(), 'hashes.jsonl'));
}

function albumOf(text: string): string {
  const name = albumName(text);
  if (name !== text.normalize('NFC').trim() || name === '') {
    throw usageError(`--album is "${text}"; use a name of 1 to ${MAX_ALBUM_NAME} characters.`);
  }
  return name;
}
