import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { typedPath, userFolder } from '#libs/config/user-folder.js';
import type { ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

import type { Api } from './api.js';
import type { Command } from './arguments.js';
import { Hashes } from './hashes.js';
import { expectScope, type Login } from './login-file.js';
import type { Report } from './report.js';
import { uploadFolders } from './upload-folders.js';
import { watchFolders } from './watch.js';

/** Where a command says what, and what ends it. */
export interface Streams {
  say(line: string): void;
  progress: ProgressOut;
  signal: AbortSignal;
}

const INTERRUPTED = 130;
/** Seconds before what could not be sent is tried again by who stays. */
const AGAIN = 60;

/** Uploads, and stays if that is wanted. Returns the exit code. @throws CliError, ApiError */
export async function runUpload(
  api: Api,
  login: Login,
  { folders, album, dryRun, watch, json }: Extract<Command, { name: 'upload' }>,
  { say, progress, signal }: Streams,
): Promise<number> {
  const paths = folders.map((folder) => typedPath(folder));
  const hashes = await Hashes.open(hashesFile());
  const albums = { name: album, expectAllowed: () => expectScope(login, 'write', 'make or fill albums') };
  const pass = (out: ProgressOut) => uploadFolders(paths, { api, hashes, dryRun, albums, out, signal });
  let report = await pass(progress);
  say(json ? JSON.stringify(report.json(), null, watch ? 0 : 2) : report.lines().join('\n'));
  if (watch && !signal.aborted) {
    if (!json) say('Watching. End with Ctrl+C.');
    const look = async () => {
      const next = await pass(SILENT);
      for (const line of news(report, next, json)) say(line);
      report = next;
      if (!next.isWhole) await wait(AGAIN * 1000, undefined, { signal }).catch(() => undefined);
    };
    await watchFolders(paths, signal, look);
    return report.isWhole ? 0 : 1;
  }
  if (signal.aborted) return INTERRUPTED;
  return report.isWhole ? 0 : 1;
}

/** What is to be in a link is put in, and into no album. @throws CliError */
export async function uploadOnce(api: Api, paths: readonly string[], { progress, signal }: Omit<Streams, 'say'>): Promise<Report> {
  return uploadFolders(paths, { api, hashes: await Hashes.open(hashesFile()), dryRun: false, out: progress, signal });
}

const SILENT: ProgressOut = { write: () => true };

/** What is other than at the last look, a line each. */
function news(before: Report, now: Report, json: boolean): string[] {
  const changed = now.files.filter(({ path, outcome }) => {
    const old = before.get(path)?.outcome;
    return old !== outcome && !(old === 'uploaded' && outcome === 'known');
  });
  const albums = now.albums.filter(({ why }) => why !== undefined);
  return [
    ...changed.map((file) => (json ? JSON.stringify(file) : visible(`${file.path}: ${file.why ?? file.outcome}`))),
    ...albums.map((album) => (json ? JSON.stringify({ album }) : `${album.name}: ${album.why}`)),
  ];
}

/** Beside the login: what files hold is the same for every drive. */
function hashesFile(): string {
  return join(userFolder(), 'hashes.jsonl');
}
