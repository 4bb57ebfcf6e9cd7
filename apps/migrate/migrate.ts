import { mkdir } from 'node:fs/promises';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { databasesExist } from '#libs/infra/open.js';
import { RepositoryFull, RepositoryUnavailable, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';
import { CommandError, usageError } from '#libs/terminal/command-error.js';
import { megabytes, Progress, type ProgressOut } from '#libs/terminal/progress.js';

import { claimTarget, releaseTarget } from '#libs/drive-copy/claim-target.js';
import { compareInvites, copyAccounts } from '#libs/drive-copy/copy-accounts.js';
import { compareAlbums, copyAlbums } from '#libs/drive-copy/copy-albums.js';
import { compareImage, copyImage, copyTombstones, isSameRow, removeDeleted } from './copy-images.js';
import { compareShares, copyShares } from '#libs/drive-copy/copy-shares.js';
import { listImages, openEndpoint, readSettings, type DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';

/** Images copied or compared at the same time. */
const CONCURRENCY = 4;
/** Errors of a whole drive. Any other error is of one image, and the others go on. */
const FATAL = [RepositoryUnavailable, RepositoryFull, StoreUnavailable, StoreFull];

export interface Migration {
  /** A data folder or a file of settings. */
  from: string;
  to: string;
  mode: 'copy' | 'dry-run' | 'verify';
}

/** Returns the exit code: 0 only when source and target are the same in the end. @throws CommandError, ConfigError */
export async function migrate({ from, to, mode }: Migration, out: ProgressOut): Promise<number> {
  const [fromConfig, toConfig] = [await readSettings(from), await readSettings(to)];
  const isSame = fromConfig.databaseUrl === toConfig.databaseUrl || fromConfig.storageUrl === toConfig.storageUrl;
  if (isSame) throw usageError('--from and --to are the same drive.');
  if (!databasesExist(fromConfig)) throw new CommandError(`There is no drive at ${from}.`);
  if (mode === 'verify' && !databasesExist(toConfig)) throw new CommandError(`There is no drive at ${to}.`);
  const source = await openEndpoint(from, fromConfig);
  try {
    const total = await count(source);
    if (mode === 'dry-run') return describe(total, source, out);
    const target = await openEndpoint(to, toConfig);
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

async function count(source: DriveEndpoint): Promise<Total> {
  const total = { accounts: (await source.users.list()).length, pictures: 0, trashed: 0, bytes: 0 };
  for await (const { bytes, deletedAt } of listImages(source)) {
    total.pictures++;
    total.bytes += bytes;
    if (deletedAt) total.trashed++;
  }
  return total;
}

function describe({ accounts, pictures, trashed, bytes }: Total, { name }: DriveEndpoint, out: ProgressOut): number {
  out.write(`${name} contains ${accounts} accounts and ${pictures} pictures (${trashed} of them in the trash), ${megabytes(bytes)} MB.\n`);
  out.write('All of it would be copied, with sessions, tokens, invitations, albums and links. Unfinished uploads would not.\n');
  return 0;
}

async function copy(source: DriveEndpoint, target: DriveEndpoint, total: Total, out: ProgressOut): Promise<number> {
  // On the disk of the source, where the file system may copy without doubling the blocks.
  const { tmpDir } = source.config.storageUrl.startsWith('file:') ? source.config : target.config;
  await mkdir(tmpDir, { recursive: true, mode: 0o700 });
  await claimTarget(source, target, tmpDir);
  const accounts = await copyAccounts(source, target);
  const { copied, failed } = await copyImages(source, target, { total, tmpDir, out });
  const deleted = await removeDeleted(source, target, tmpDir);
  // After the images, because a removed image leaves its albums and shares. Shares after albums, because a removed album ends its shares.
  const albums = await copyAlbums(source, target);
  const shares = await copyShares(source, target);
  await copyTombstones(source, target, tmpDir);
  const changed = (await countDifferences(source, target)) - failed.length;
  out.write(`accounts ${accounts.accounts}, sessions ${accounts.sessions}, tokens ${accounts.tokens}\n`);
  if (accounts.invites > 0) out.write(`open invitations ${accounts.invites}\n`);
  if (shares > 0) out.write(`links ${shares}\n`);
  if (albums > 0) out.write(`albums ${albums}\n`);
  out.write(`pictures ${total.pictures} (${total.trashed} in the trash, ${megabytes(total.bytes)} MB), ${copied} of them copied now\n`);
  if (deleted > 0) out.write(`${deleted} were deleted permanently at ${source.name} since the last run, and are deleted here too\n`);
  for (const line of failed) out.write(`not copied: ${line}\n`);
  if (changed > 0) out.write(`${changed} pictures changed at ${source.name} meanwhile. Stop the drive there, and run the command again.\n`);
  if (failed.length + changed > 0) return 1;
  await releaseTarget(target);
  out.write(`Everything of ${source.name} was copied to ${target.name} and read back.\n`);
  return 0;
}

async function copyImages(
  source: DriveEndpoint,
  target: DriveEndpoint,
  { total, tmpDir, out }: { total: Total; tmpDir: string; out: ProgressOut },
): Promise<{ copied: number; failed: string[] }> {
  const progress = new Progress(total, out);
  const failed: string[] = [];
  let copied = 0;
  await mapConcurrent(listImages(source), CONCURRENCY, async (row) => {
    try {
      if (await copyImage(source, target, row, tmpDir)) copied++;
    } catch (error) {
      if (FATAL.some((kind) => error instanceof kind)) throw error;
      failed.push(`${row.name} (${row.id}): ${(error as Error).message}`);
    }
    progress.add(row.bytes);
  });
  progress.end();
  return { copied, failed };
}

/** Compares all rows again: a source with servers can't be locked, and may have changed. */
async function countDifferences(source: DriveEndpoint, target: DriveEndpoint): Promise<number> {
  let different = 0;
  for await (const row of listImages(source)) {
    const existing = await target.images.find(row.id);
    if (!existing || !isSameRow(existing, row)) different++;
  }
  return different;
}

async function verify(source: DriveEndpoint, target: DriveEndpoint, total: Total, out: ProgressOut): Promise<number> {
  const progress = new Progress(total, out);
  const differences: string[] = [];
  await mapConcurrent(listImages(source), CONCURRENCY, async (row) => {
    const difference = await compareImage(source, target, row);
    if (difference) differences.push(`${row.name} (${row.id}) ${difference}`);
    progress.add(row.bytes);
  });
  progress.end();
  for (const user of await source.users.list()) {
    if (!(await target.users.find(user.id))) differences.push(`the account ${user.email} is missing`);
  }
  differences.push(...(await compareInvites(source, target)));
  differences.push(...(await compareShares(source, target)));
  differences.push(...(await compareAlbums(source, target)));
  for (const line of differences) out.write(`${line}\n`);
  out.write(
    differences.length === 0 ? `${source.name} and ${target.name} are the same.\n` : `${differences.length} differences were found.\n`,
  );
  return differences.length === 0 ? 0 : 1;
}
