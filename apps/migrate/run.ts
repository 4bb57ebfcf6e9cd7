import { mkdir } from 'node:fs/promises';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { megabytes, Progress } from '#libs/terminal/progress.js';

import type { Arguments } from './arguments.js';
import { claimTarget, releaseTarget } from './claim-target.js';
import { compareImage } from './compare.js';
import { dropGone } from './drop-gone.js';
import { eachImage } from './each-image.js';
import { MigrateError } from './migrate-error.js';
import { compareInvites, moveAccounts } from './move-accounts.js';
import { compareAlbums, moveAlbums } from './move-albums.js';
import { moveImage } from './move-image.js';
import { moveMarks } from './move-marks.js';
import { compareShares, moveShares } from './move-shares.js';
import { isThere, openPlace, readPlace, type Place } from './place.js';
import { isSameRow } from './same-row.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** Pictures on their way at a time. */
const AT_ONCE = 4;

export interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Does what the arguments say and returns the exit code: 0 only when both places hold the same. @throws MigrateError, ConfigError */
export async function migrate({ from, to, mode }: Arguments, out: Terminal): Promise<number> {
  const [fromConfig, toConfig] = [await readPlace(from), await readPlace(to)];
  const same = fromConfig.databaseUrl === toConfig.databaseUrl || fromConfig.storageUrl === toConfig.storageUrl;
  if (same) throw new MigrateError('--from and --to name the same place.', 2);
  if (!isThere(fromConfig)) throw new MigrateError(`There is no drive at ${from}.`);
  if (mode === 'verify' && !isThere(toConfig)) throw new MigrateError(`There is no drive at ${to}.`);
  const source = await openPlace(from, fromConfig);
  try {
    const total = await count(source);
    if (mode === 'dry-run') return sayWhatWouldBe(total, source, out);
    const target = await openPlace(to, toConfig);
    try {
      return await (mode === 'verify' ? verify(source, target, total, out) : copy(source, target, total, out));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

interface Total {
  accounts: number;
  pictures: number;
  trashed: number;
  bytes: number;
}

async function count(source: Place): Promise<Total> {
  const total = { accounts: (await source.users.list()).length, pictures: 0, trashed: 0, bytes: 0 };
  for await (const { bytes, deletedAt } of eachImage(source)) {
    total.pictures++;
    total.bytes += bytes;
    if (deletedAt) total.trashed++;
  }
  return total;
}

function sayWhatWouldBe({ accounts, pictures, trashed, bytes }: Total, { name }: Place, out: Terminal): number {
  out.write(`${name} holds ${accounts} accounts and ${pictures} pictures (${trashed} of them in the trash), ${megabytes(bytes)} MB.\n`);
  out.write(
    'All of it would be copied, with sessions, tokens, invitations, albums and links. Uploads and removals that are under way would not.\n',
  );
  return 0;
}

async function copy(source: Place, target: Place, total: Total, out: Terminal): Promise<number> {
  // Where the source's files lie a copy can be a second name of the same file.
  const { tmpDir } = source.config.storageUrl.startsWith('file:') ? source.config : target.config;
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  await claimTarget(source, target, tmpDir);
  const accounts = await moveAccounts(source, target);
  const progress = new Progress(total, out);
  const damaged: string[] = [];
  let copied = 0;
  await mapConcurrent(eachImage(source), AT_ONCE, async (row) => {
    try {
      if (await moveImage(source, target, row, tmpDir)) copied++;
    } catch (error) {
      // A place that is away or full ends it all; what is wrong with one picture does not keep the others.
      if ([RepositoryUnavailable, RepositoryFull, StoreUnavailable, StoreFull].some((kind) => error instanceof kind)) throw error;
      damaged.push(`${row.name} (${row.id}): ${(error as Error).message}`);
    }
    progress.add(row.bytes);
  });
  progress.end();
  const gone = await dropGone(source, target, tmpDir);
  // After the pictures: what is dropped from them goes from its links and albums by itself; and links after the albums, with which they end.
  const albums = await moveAlbums(source, target);
  const links = await moveShares(source, target);
  await moveMarks(source.objects, target.objects, tmpDir);
  const changed = await changedSince(source, target, damaged.length);
  out.write(`accounts ${accounts.accounts}, sessions ${accounts.sessions}, tokens ${accounts.tokens}\n`);
  if (accounts.invites > 0) out.write(`open invitations ${accounts.invites}\n`);
  if (links > 0) out.write(`links ${links}\n`);
  if (albums > 0) out.write(`albums ${albums}\n`);
  out.write(`pictures ${total.pictures} (${total.trashed} in the trash, ${megabytes(total.bytes)} MB), ${copied} of them copied now\n`);
  if (gone > 0) out.write(`${gone} were deleted for good at ${source.name} since, and here too\n`);
  for (const line of damaged) out.write(`not copied: ${line}\n`);
  if (changed > 0)
    out.write(`${changed} pictures changed at ${source.name} meanwhile. Is a drive running there? Stop it, and call this again.\n`);
  if (damaged.length + changed > 0) return 1;
  await releaseTarget(target);
  out.write(`Everything of ${source.name} is at ${target.name}, and was read back from there.\n`);
  return 0;
}

/** A last look at all rows: a source on servers can't be kept from running. */
async function changedSince(source: Place, target: Place, known: number): Promise<number> {
  let different = 0;
  for await (const row of eachImage(source)) {
    const there = await target.images.find(row.id);
    if (!there || !isSameRow(there, row)) different++;
  }
  return different - known;
}

async function verify(source: Place, target: Place, total: Total, out: Terminal): Promise<number> {
  const progress = new Progress(total, out);
  const wrong: string[] = [];
  await mapConcurrent(eachImage(source), AT_ONCE, async (row) => {
    const what = await compareImage(source, target, row);
    if (what) wrong.push(`${row.name} (${row.id}) ${what}`);
    progress.add(row.bytes);
  });
  progress.end();
  for (const user of await source.users.list())
    if (!(await target.users.find(user.id))) wrong.push(`the account ${user.email} is not there`);
  wrong.push(...(await compareInvites(source, target)));
  wrong.push(...(await compareShares(source, target)));
  wrong.push(...(await compareAlbums(source, target)));
  for (const line of wrong) out.write(`${line}\n`);
  out.write(wrong.length === 0 ? `${source.name} and ${target.name} hold the same.\n` : `${wrong.length} things differ.\n`);
  return wrong.length === 0 ? 0 : 1;
}
