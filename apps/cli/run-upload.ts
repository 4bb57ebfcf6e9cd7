import { setTimeout as wait } from 'node:timers/promises';

import { typedPath } from '#libs/config/user-folder.js';
import type { ProgressOut } from '#libs/terminal/progress.js';

import type { Api } from './api.js';
import type { Command } from './arguments.js';
import { Hashes } from './hashes.js';
import type { Report } from './report.js';
import { uploadFolders } from './upload-folders.js';
import { watchFolders } from './watch.js';

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
  { folders, dryRun, watch, json }: Extract<Command, { name: 'upload' }>,
  { say, progress, signal }: Streams,
): Promise<number> {
  const paths = folders.map((folder) => typedPath(folder));
  const hashes = new Hashes();
  const pass = (out: ProgressOut) => uploadFolders(paths, { api, hashes, dryRun, out, signal });
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

const SILENT: ProgressOut = { write: () => true };

/** What is other than at the last look, a line each. */
function news(before: Report, now: Report, json: boolean): string[] {
  const changed = now.files.filter(({ path, outcome }) => {
    const old = before.get(path)?.outcome;
    return old !== outcome && !(old === 'uploaded' && outcome === 'known');
  });
  return changed.map((file) => (json ? JSON.stringify(file) : `${file.path}: ${file.why ?? file.outcome}`));
}
