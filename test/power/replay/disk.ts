import { dirname, basename } from 'node:path';

import type { Event } from '../record/trace.js';

/** A write or a truncation of a file that no fsync covers yet. */
export interface DataChange {
  index: number;
  at: number;
  /** null: the file is given the size `at`. */
  bytes: Buffer | null;
}

/** A file, whatever names it has. */
export class File {
  readonly kind = 'file';
  /** What was done since the last fsync, in order. */
  pending: DataChange[] = [];
  /** As processes see it. */
  size = 0;
  private readonly synced = new Content();

  constructor(readonly id: number) {}

  change(change: DataChange): void {
    this.pending.push(change);
    this.size = change.bytes ? Math.max(this.size, change.at + change.bytes.length) : change.at;
  }

  sync(before: number): void {
    for (const change of this.pending) if (change.index < before) this.synced.apply(change);
    this.pending = this.pending.filter(({ index }) => index >= before);
  }

  /** The durable bytes with these changes applied; valid until the next fsync. */
  with(changes: readonly Omit<DataChange, 'index'>[]): Buffer {
    if (changes.length === 0) return this.synced.bytes;
    const content = new Content(this.synced.bytes);
    for (const change of changes) content.apply(change);
    return content.bytes;
  }

  /** The bytes that an fsync made durable; valid until the next one. */
  get durable(): Buffer {
    return this.synced.bytes;
  }

  /** The bytes as processes see them. */
  get content(): Buffer {
    return this.with(this.pending);
  }
}

/** Bytes that grow. What was never written is zeros. */
class Content {
  private room: Buffer;
  private size: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.room = Buffer.from(bytes);
    this.size = bytes.length;
  }

  get bytes(): Buffer {
    return this.room.subarray(0, this.size);
  }

  apply({ at, bytes }: Omit<DataChange, 'index'>): void {
    const end = at + (bytes?.length ?? 0);
    if (end > this.room.length) this.room = Buffer.concat([this.room], end * 2);
    if (bytes) bytes.copy(this.room, at);
    // What a truncation cuts off reads as zeros when the file grows again.
    else this.room.fill(0, Math.min(at, this.size), this.size);
    this.size = bytes ? Math.max(this.size, end) : at;
  }
}

export class Folder {
  readonly kind = 'folder';
  /** As processes see it. */
  readonly entries = new Map<string, Node>();

  constructor(readonly id: number) {}
}

export type Node = File | Folder;

/** A change of one or two directory entries, which happens as a whole: file systems keep a rename atomic. */
export interface NameChange {
  index: number;
  kind: Event['kind'];
  /** The path that the call names, a rename's new one. */
  path: string;
  sets: { folder: Folder; name: string; node: Node | null }[];
  durable: boolean;
}

/**
 * What a disk holds, as processes see it and as it is certain to be after a power cut: the durable content of each file, and the changes of
 * names, of which those that an fsync of their folder covered are durable. By POSIX an fsync of a file covers its bytes and no name.
 */
export class Disk {
  readonly root = new Folder(0);
  /** The changes of names that are not part of `settled`, in order. */
  names: NameChange[] = [];
  /** The directory entries that are durable. */
  readonly settled = new Map<Folder, Map<string, Node>>([[this.root, new Map()]]);
  /** Files that have changes which no fsync covers. */
  readonly unsynced = new Set<File>();
  private nodes = 1;
  /** Paths that were made again before the call that removed them was seen to end. */
  private readonly overtaken = new Set<string>();

  /** @param index the place of the event in the record */
  apply(event: Event, index: number): void {
    switch (event.kind) {
      case 'create':
        return this.create(event, index);
      case 'write': {
        const file = this.file(event.path);
        return this.change(file, { index, at: event.at ?? file.size, bytes: event.bytes });
      }
      case 'copy': {
        const file = this.file(event.to);
        const end = event.length === null ? undefined : file.size + event.length;
        return this.change(file, { index, at: file.size, bytes: this.file(event.from).content.subarray(file.size, end) });
      }
      case 'truncate':
        return this.change(this.file(event.path), { index, at: event.size, bytes: null });
      case 'mkdir':
        return this.name(index, event.kind, event.path, [[event.path, new Folder(this.nodes++)]]);
      case 'unlink':
      case 'rmdir':
        return this.name(index, event.kind, event.path, [[event.path, null]]);
      case 'link':
        return this.name(index, event.kind, event.to, [[event.to, this.node(event.from)]]);
      case 'rename':
        return this.name(index, event.kind, event.to, [
          [event.from, null],
          [event.to, this.node(event.from)],
        ]);
      case 'sync':
        return this.sync(event.path, event.begun);
      case 'answer':
    }
  }

  /** @throws Error when there is nothing under the path */
  node(path: string): Node {
    let node: Node | undefined = this.root;
    for (const name of path === '' ? [] : path.split('/')) node = node?.kind === 'folder' ? node.entries.get(name) : undefined;
    if (!node) throw new Error(`the model of the disk has no ${path}`);
    return node;
  }

  has(path: string): boolean {
    try {
      return this.node(path) !== null;
    } catch {
      return false;
    }
  }

  file(path: string): File {
    const node = this.node(path);
    if (node.kind !== 'file') throw new Error(`${path} is a folder`);
    return node;
  }

  private create({ path, truncate }: Event & { kind: 'create' }, index: number): void {
    if (!this.has(path)) return this.name(index, 'create', path, [[path, new File(this.nodes++)]]);
    const node = this.node(path);
    if (truncate && node.kind === 'file' && node.size > 0) this.change(node, { index, at: 0, bytes: null });
  }

  private change(file: File, change: DataChange): void {
    file.change(change);
    this.unsynced.add(file);
  }

  private name(index: number, kind: Event['kind'], path: string, entries: [string, Node | null][]): void {
    // A call may be seen to end after one that came later: a name can only be made once the one before it is gone.
    if ((kind === 'unlink' || kind === 'rmdir') && this.overtaken.delete(path)) return;
    if ((kind === 'mkdir' || kind === 'link') && this.has(path)) this.overtaken.add(path);
    const sets = entries.map(([entry, node]) => {
      const folder = this.node(dirname(entry) === '.' ? '' : dirname(entry)) as Folder;
      const name = basename(entry);
      if (node) folder.entries.set(name, node);
      else folder.entries.delete(name);
      return { folder, name, node };
    });
    this.names.push({ index, kind, path, sets, durable: false });
  }

  private sync(path: string, begun: number): void {
    // The shared memory of SQLite, and a file whose name is gone already, matter to nobody.
    if (!this.has(path)) return;
    const node = this.node(path);
    if (node.kind === 'file') {
      node.sync(begun);
      if (node.pending.length === 0) this.unsynced.delete(node);
      return;
    }
    for (const change of this.names) {
      if (change.index < begun && change.sets.some(({ folder }) => folder === node)) change.durable = true;
    }
    this.settle();
  }

  /** Moves the durable changes into `settled`, but those of an entry that an earlier change, which is not durable, changed as well. */
  private settle(): void {
    const waiting = new Set<string>();
    this.names = this.names.filter(({ durable, sets }) => {
      const entries = sets.map(({ folder, name }) => `${folder.id}/${name}`);
      if (durable && !entries.some((entry) => waiting.has(entry))) {
        enter(this.settled, sets);
        return false;
      }
      for (const entry of entries) waiting.add(entry);
      return true;
    });
  }
}

/** Writes entries into a view of folders. */
export function enter(view: Map<Folder, Map<string, Node>>, sets: NameChange['sets']): void {
  for (const { folder, name, node } of sets) {
    const entries = view.get(folder) ?? new Map<string, Node>();
    view.set(folder, entries);
    if (node) entries.set(name, node);
    else entries.delete(name);
  }
}
