import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { chmod, chown, link, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { CHILD_PREFIX, removeChildFolder } from '#libs/domain/drive/temporary-files.js';

import { asUser } from './walls.js';

/**
 * Users that no account of a system has: the range that systemd keeps for services of a moment (https://systemd.io/UIDS-GIDS), within the
 * 65,536 that a container may have.
 */
export const FIRST_USER = 61_184;
const LAST_USER = 65_519;
let nextUser = FIRST_USER;

let may: boolean | undefined;

/** Whether this process may start one of another user: root in a system or a container, with the capabilities for it. */
export function mayChangeUser(): boolean {
  return (may ??= process.geteuid?.() === 0 && succeeds([...asUser(FIRST_USER), '/bin/sh', '-c', ':']));
}

function succeeds([program, ...args]: string[]): boolean {
  return spawnSync(program!, args, { stdio: 'ignore', env: {} }).status === 0;
}

/**
 * The first folder on the way to this one through which a child with a user of its own can't pass; null if it can, or gets no such user.
 * @param folder an absolute path of a folder that exists
 */
export function barrierTo(folder: string): string | null {
  if (!mayChangeUser() || canPass(folder)) return null;
  const parents: string[] = [];
  for (let path = folder; path !== dirname(path); path = dirname(path)) parents.unshift(path);
  return parents.find((path) => !canPass(path)) ?? folder;
}

/** Whether such a child can look for a name in the folder. */
function canPass(folder: string): boolean {
  return succeeds([...asUser(FIRST_USER), '/bin/sh', '-c', 'cd -- "$1"', 'sh', folder]);
}

/** The next user of whom no process runs; null if this process may not become another user. */
function freeUser(): number | null {
  const taken = new Set(readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? (ownerOf(`/proc/${pid}`) ?? []) : [])));
  for (let tries = FIRST_USER; tries <= LAST_USER; tries++) {
    const user = nextUser;
    nextUser = user === LAST_USER ? FIRST_USER : user + 1;
    if (!taken.has(user)) return user;
  }
  return null;
}

function ownerOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.uid ?? null;
}

/** The folder that a child writes to, which is its own, and for a child apart a user of its own. */
export class ChildHome {
  readonly folder: string;
  /** null: the user of this process. */
  readonly user: number | null;
  #release: () => void;

  /** @param hasUser another user than that of this process, whom no other child has @throws file system errors of `parent` */
  constructor(parent: string, hasUser: boolean) {
    this.folder = join(parent, `${CHILD_PREFIX}${randomBytes(8).toString('hex')}`);
    this.user = hasUser ? freeUser() : null;
    this.#release = markInFlight(this.folder);
    mkdirSync(this.folder, { mode: 0o700 });
    if (this.user !== null) chownSync(this.folder, this.user, this.user);
  }

  /** Other processes that share the parent folder remove what is old. One with users of its own does not share it, nor own this one. */
  async touch(): Promise<void> {
    if (this.user !== null) return;
    const now = new Date();
    await utimes(this.folder, now, now);
  }

  /** Shows a file to the child, which may read it and nothing more. @returns its path for the child */
  async show(file: string): Promise<string> {
    const path = join(this.folder, `original-${randomBytes(8).toString('hex')}`);
    if (this.user !== null) await chown(file, 0, this.user);
    await chmod(file, 0o440);
    await link(file, path);
    return path;
  }

  async hide(path: string): Promise<void> {
    // The child may have put something else there. A folder is left for `close`.
    await rm(path, { force: true }).catch(() => undefined);
  }

  /** Ends what the child may have left running, and removes the folder. */
  async close(): Promise<void> {
    if (this.user !== null) await endAll(this.user);
    await removeChildFolder(this.folder);
    this.#release();
  }
}

/** Ends every process of a user, at once (kill(2): `-1` is all that the caller may signal, and not the caller). */
async function endAll(user: number): Promise<void> {
  const [program, ...args] = [...asUser(user), '/bin/sh', '-c', 'kill -KILL -1'];
  const killer = spawn(program!, args, { stdio: 'ignore', env: {} });
  await new Promise<void>((resolve) => killer.once('exit', () => resolve()).once('error', () => resolve()));
}
