import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, open, readFile, rename, rm, rmdir, stat, statfs, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { ObjectStore, type ByteRange, type ListedObject, type PutOptions, type StoredObject } from '#libs/ports/object-store.js';

import { expectHash } from '../expect-hash.js';
import { FolderSync, makeFolder, syncFolder } from '../folder.js';
import { errnoOf, storeError } from './errors.js';
import { ignoreMissing, metadataPath, objectPath, walk } from './paths.js';
import { exists, giveName, readWhole, removeFile, removeOlder, stage, together, WritesByOwner } from './operations.js';
import { ObjectExists, ObjectNotFound } from '#libs/ports/errors.js';

/** Folders that are remembered as durable: some megabytes. */
const MOST_DURABLE = 10_000;

/**
 * Objects as files under one folder; the key is the path. A file is staged in `.tmp`, made durable there, and then linked to its path, so a
 * path never shows a partial object and is never written twice. To replace an object it is renamed instead. Metadata is in `<key>.json` and exists before the object; both are durable
 * when `put` resolves. The SHA-256 given to `put` is not verified: the upload computes it while it writes the file.
 */
export class FileObjectStore extends ObjectStore {
  private readonly staging: string;
  private readonly making = new Map<string, Promise<void>>();
  private readonly writes = new WritesByOwner();
  /** Folders whose names this process made durable, or found and made durable. */
  private readonly durable = new Set<string>();

  private constructor(
    private readonly root: string,
    private readonly syncs: FolderSync,
  ) {
    super();
    this.staging = join(root, '.tmp');
  }

  /** Creates the folder when it is missing. Later calls never create it again: a disk may have been unplugged. */
  static async open(folder: string, syncs = new FolderSync()): Promise<FileObjectStore> {
    const store = new FileObjectStore(resolve(folder), syncs);
    await makeFolder(store.staging).catch(storeError);
    return store;
  }

  async put(key: string, file: string, options: PutOptions): Promise<void> {
    // Before it waits: an invalid key is an error of the caller.
    const path = objectPath(this.root, key);
    await this.writes.run(key, () => this.store(path, key, file, options));
  }

  private async store(path: string, key: string, file: string, options: PutOptions): Promise<void> {
    const staged = this.stagedName();
    const sidecar = options.metadata && this.stagedName();
    const linked: string[] = [];
    const publish = async (from: string, to: string) => {
      if (options.replace) return this.publish(() => rename(from, to), to);
      await this.publish(() => giveName(from, to), to).catch((error: unknown) => {
        throw errnoOf(error) === 'EEXIST' ? new ObjectExists(`An object lies under ${key} already.`) : error;
      });
      linked.push(to);
    };
    try {
      if (!options.replace && (await exists(path))) throw new ObjectExists(`An object lies under ${key} already.`);
      await together(
        stage(file, staged),
        sidecar ? writeFile(sidecar, JSON.stringify(options.metadata), { mode: 0o600, flush: true }) : undefined,
        // A concurrent `remove` may delete the folder or its parent: `publish` creates them again.
        this.folder(dirname(path)).catch(ignoreMissing),
      );
      // Metadata first, so no object is ever without it. One fsync of the folder makes both names durable.
      if (sidecar) await publish(sidecar, metadataPath(path));
      await publish(staged, path);
      await syncFolder(dirname(path));
    } catch (error) {
      // A process that was killed may have made the name and not synced it: the caller, once told of the object, relies on it.
      if (error instanceof ObjectExists) await syncFolder(dirname(path)).catch(ignoreMissing);
      await this.discard(path, linked);
      storeError(error);
    } finally {
      await Promise.all([staged, sidecar].map((left) => left && unlink(left).catch(() => undefined)));
    }
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject> {
    const path = objectPath(this.root, key);
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => this.missing(key, error));
    try {
      const found = await handle.stat();
      if (!found.isFile()) throw new ObjectNotFound(`No object lies under ${key}.`);
      if (range && (range.start < 0 || range.start > range.end || range.end >= found.size)) {
        throw new RangeError(`bytes ${range.start} to ${range.end} of ${found.size}`);
      }
      return { size: found.size, stream: handle.createReadStream({ ...range }) };
    } catch (error) {
      await handle.close();
      return storeError(error);
    }
  }

  override async read(key: string, bytes: number): Promise<Buffer | null> {
    return readWhole(objectPath(this.root, key), bytes).catch((error: unknown) => this.missing(key, error));
  }

  async stat(key: string): Promise<ListedObject> {
    const found = await lstat(objectPath(this.root, key)).catch((error: unknown) => this.missing(key, error));
    if (!found.isFile()) throw new ObjectNotFound(`No object lies under ${key}.`);
    return { key, size: found.size, modifiedAt: found.mtime };
  }

  async fetch(key: string, file: string, { sha256 }: { sha256?: string } = {}): Promise<void> {
    await this.stat(key);
    // Where the file system can, the copy shares blocks with the object until one of them is written.
    await copyFile(objectPath(this.root, key), file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch((error: unknown) =>
      errnoOf(error) === 'ENOENT' ? this.missing(key, error) : Promise.reject(error as Error),
    );
    if (sha256) await expectHash(file, sha256, key);
  }

  async metadata(key: string): Promise<Record<string, string> | null> {
    const path = objectPath(this.root, key);
    try {
      await lstat(path);
    } catch (error) {
      return this.missing(key, error);
    }
    try {
      return JSON.parse(await readFile(metadataPath(path), 'utf8')) as Record<string, string>;
    } catch (error) {
      return errnoOf(error) === 'ENOENT' ? null : storeError(error);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    const paths = keys.map((key) => objectPath(this.root, key));
    const changed = new Set<string>();
    try {
      for (const path of paths) {
        // The object first, so no object is ever without its metadata. A repeated call removes metadata that is left.
        await removeFile(path);
        await removeFile(metadataPath(path));
        // Also when they were gone: another call may have removed them, whose fsync is still to come, and the caller relies on ours.
        changed.add(await this.prune(dirname(path)));
      }
      // A missing folder was removed by another call, which syncs its parent.
      await Promise.all([...changed].map((folder) => this.syncs.sync(folder).catch(ignoreMissing)));
      await stat(this.root);
    } catch (error) {
      storeError(error);
    }
  }

  async *list(prefix: string, { metadataOnly = false } = {}): AsyncIterable<ListedObject> {
    try {
      await stat(this.root);
      yield* walk(this.root, prefix, metadataOnly);
    } catch (error) {
      storeError(error);
    }
  }

  async sweep(before: Date): Promise<number> {
    try {
      return await removeOlder(this.staging, before);
    } catch (error) {
      return storeError(error);
    }
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.staging).catch(storeError);
    return bavail * bsize;
  }

  async check(): Promise<void> {
    const probe = this.stagedName();
    try {
      await writeFile(probe, 'Shoebox', { flush: true });
      await readFile(probe);
    } catch (error) {
      storeError(error);
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {}

  private stagedName(): string {
    return join(this.staging, randomUUID());
  }

  /** Gives a staged file its path. Creates the folder again when a concurrent `remove` deletes it. */
  private async publish(give: () => Promise<void>, path: string): Promise<void> {
    for (let tries = 10; ; tries--) {
      try {
        await this.folder(dirname(path));
        return await give();
      } catch (error) {
        if (errnoOf(error) !== 'ENOENT' || tries === 0) throw error;
        this.durable.clear();
      }
    }
  }

  /** Creates a folder and its parents, but not the root. Concurrent calls for one folder all wait until its entry is durable. */
  private folder(path: string): Promise<void> {
    if (path === this.root || this.durable.has(path)) return Promise.resolve();
    const made = this.making.get(path) ?? this.make(path).finally(() => this.making.delete(path));
    this.making.set(path, made);
    return made;
  }

  private async make(path: string): Promise<void> {
    await this.folder(dirname(path));
    // One that is there already may have been made by a process that was killed before it synced the name.
    await mkdir(path, 0o700).catch((error: unknown) => (errnoOf(error) === 'EEXIST' ? undefined : Promise.reject(error as Error)));
    await this.syncs.sync(dirname(path));
    if (this.durable.size >= MOST_DURABLE) this.durable.clear();
    this.durable.add(path);
  }

  /** Removes what a failed `put` created. */
  private async discard(path: string, linked: readonly string[]): Promise<void> {
    await Promise.all(linked.map((name) => unlink(name).catch(() => undefined)));
    await this.prune(dirname(path)).catch(() => undefined);
  }

  /** Removes the folder and its parents while they are empty. @returns the first one that stays */
  private async prune(folder: string): Promise<string> {
    for (let path = folder; path !== this.root; path = dirname(path)) {
      try {
        await rmdir(path);
        this.durable.delete(path);
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') continue;
        if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST') return path;
        throw error;
      }
    }
    return this.root;
  }

  /** Throws ObjectNotFound for a file that can't be opened, or StoreUnavailable when the whole store is missing. */
  private async missing(key: string, error: unknown): Promise<never> {
    await stat(this.root).catch(storeError);
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes(errnoOf(error) ?? '')) throw new ObjectNotFound(`No object lies under ${key}.`);
    return storeError(error);
  }
}
