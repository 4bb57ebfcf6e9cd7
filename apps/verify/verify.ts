import { lastVerify, noteVerify } from '#libs/domain/drive/facts.js';
import type { Terminal } from '#libs/terminal/terminal.js';
import { CommandError } from '#libs/terminal/command-error.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { checkImages } from './check-images.js';
import { checkAlbums, checkShares } from './check-links.js';
import { checkObjects } from './check-objects.js';
import type { Drive } from './drive.js';
import { Report } from './report.js';
import { ownerName, type Run, type VerifyOptions } from './run.js';
import { forgetRun, interruptedRun, newRun, type RunState } from './run-state.js';
import { Throttle } from './throttle.js';

export interface VerifyCommand extends VerifyOptions {
  json: boolean;
  resume: boolean;
  /** null: no bound. */
  bytesPerSecond: number | null;
}

export interface VerifyOut {
  terminal: Terminal;
  progress: ProgressOut;
  signal: AbortSignal;
}

/**
 * Checks a drive, which may be running, and prints what is wrong. @returns the exit code: 0 when nothing is wrong, 1 when something was found
 * @throws CommandError when interrupted, and the errors of the ports
 */
export async function verify(drive: Drive, command: VerifyCommand, { terminal, progress, signal }: VerifyOut): Promise<number> {
  const { tmpDir } = drive.config;
  const earlier = command.resume ? await interruptedRun(tmpDir, drive.id) : null;
  const state = earlier ?? newRun(drive.id);
  const report = new Report(terminal, command.json, state.counts);
  if (command.resume) report.say(earlier ? `Continuing the run of ${state.startedAt}.` : 'No run was interrupted. Starting a new one.');
  const throttle = new Throttle(command.bytesPerSecond);
  const run: Run = { drive, options: command, report, throttle, signal };
  if (!earlier) await checkDatabase(run);
  const bar = new Progress(await size(drive), progress);
  try {
    await checkImages(run, state, bar);
    await checkCounts(run);
    await checkAlbums(run);
    await checkShares(run);
    if (command.sample === null) await checkObjects(run);
  } catch (error) {
    if (signal.aborted) throw new CommandError('Interrupted. To continue: the same command with --resume.', 3);
    throw error;
  } finally {
    bar.end();
  }
  await noteRun(drive, command, state);
  await forgetRun(tmpDir);
  return report.end({ sample: command.sample, startedAt: state.startedAt, endedAt: new Date().toISOString() }) ? 0 : 1;
}

async function checkDatabase({ drive, report }: Run): Promise<void> {
  for (const detail of await drive.audit.integrity()) report.add({ kind: 'DATABASE_DAMAGED', detail });
}

/** Compares what is stored of usage and months with the rows. */
async function checkCounts(run: Run): Promise<void> {
  const { maintenance } = run.drive;
  for (const owner of await maintenance.ownersWithWrongCounts()) {
    if (run.options.repair) await maintenance.recount(owner);
    const repaired = run.options.repair && { repaired: 'counted again' };
    const detail = 'the counts of pictures and bytes are not those of the rows';
    run.report.add({ kind: 'COUNTS_WRONG', detail, owner: await ownerName(run, owner), ...repaired });
  }
}

/** What there is to read, for the progress. */
async function size({ users, quotas }: Drive): Promise<{ pictures: number; bytes: number }> {
  const total = { pictures: 0, bytes: 0 };
  for (const { id } of await users.list()) {
    const { images, bytes } = await quotas.usage(id);
    total.pictures += images;
    total.bytes += bytes;
  }
  return total;
}

/** Writes down the run for the account page, the metrics and the alerts. */
async function noteRun(drive: Drive, { sample, repair }: VerifyOptions, { counts, startedAt }: RunState): Promise<void> {
  const { pictures, originals, findings } = counts;
  // A sample proves nothing about the damaged originals that it did not read.
  const before = sample === null ? 0 : ((await lastVerify(drive.drive))?.damaged ?? 0);
  const damaged = Math.max(before, counts.damaged);
  const at = new Date().toISOString();
  await noteVerify(drive.drive, { at, startedAt, pictures, originals, damaged, findings, complete: sample === null, sample, repair });
}
