import type { Random } from '../../harness/images/random.js';
import { enter, type DataChange, type Disk, type File, type Folder, type NameChange, type Node } from './disk.js';

/** What a disk holds after a power cut: files by path, and folders. */
export interface DiskState {
  files: Map<string, Buffer>;
  folders: string[];
  /** Whether a file has the bytes that processes had written. */
  isWhole: (path: string) => boolean;
}

/** Decides what becomes of the changes that are not durable. */
export interface Choice {
  /** For messages. */
  name: string;
  keepsName: (change: NameChange) => boolean;
  content: (file: File) => Buffer;
}

/** The disk as it may be found if the power fails now. */
export function stateOf(disk: Disk, { keepsName, content }: Choice): DiskState {
  const view = new Map<Folder, Map<string, Node>>();
  for (const [folder, entries] of disk.settled) view.set(folder, new Map(entries));
  for (const change of disk.names) if (change.durable || keepsName(change)) enter(view, change.sets);
  const nodes = new Map<string, File>();
  const files = new Map<string, Buffer>();
  const folders: string[] = [];
  const walk = (folder: Folder, parent: string) => {
    for (const [name, node] of view.get(folder) ?? []) {
      const path = parent + name;
      if (node.kind === 'file') {
        nodes.set(path, node);
        files.set(path, disk.unsynced.has(node) ? content(node) : node.durable);
      } else {
        folders.push(path);
        walk(node, `${path}/`);
      }
    }
  };
  walk(disk.root, '');
  return { files, folders, isWhole: (path) => files.get(path)!.equals(nodes.get(path)!.content) };
}

export const allLost: Choice = { name: 'everything unsynced is lost', keepsName: () => false, content: (file) => file.durable };
export const allKept: Choice = { name: 'everything is kept', keepsName: () => true, content: (file) => file.content };
const onlyNames: Choice = { ...allLost, name: 'only names are kept', keepsName: () => true };
const onlyData: Choice = { ...allKept, name: 'only bytes are kept', keepsName: () => false };
/** Sizes reach the disk before bytes: what was written reads as zeros. */
const zeros: Choice = {
  name: 'names and sizes are kept, bytes are zeros',
  keepsName: () => true,
  content: (file) => sized(file.durable, file.size),
};

/** One change of a name, or the bytes of one file, against the rest: lost alone, or kept alone. */
function single(disk: Disk, random: Random, isLost: boolean): Choice {
  // The last ones: what was left in temporary folders long ago is never synced and stays on the list for ever.
  const names = disk.names.filter(({ durable }) => !durable).slice(-30);
  const one = random.pick<NameChange | File>([...names, ...disk.unsynced]);
  const is = (other: NameChange | File) => (other === one) !== isLost;
  const what = 'sets' in one ? `${one.kind} ${one.path}` : `the bytes of file ${one.id}`;
  return {
    name: `only ${what} is ${isLost ? 'lost' : 'kept'}`,
    keepsName: is,
    content: (file) => (is(file) ? file.content : file.durable),
  };
}

/** The disk stopped in the midst: what came before some moment is kept, in order. */
function prefix(disk: Disk, random: Random): Choice {
  const indexes = [...disk.names, ...[...disk.unsynced].flatMap(({ pending }) => pending)].map(({ index }) => index);
  const last = random.pick(indexes.sort((one, other) => one - other).slice(-60));
  return {
    name: `what came before event ${last} is kept`,
    keepsName: ({ index }) => index < last,
    content: (file) => file.with(file.pending.filter(({ index }) => index < last)),
  };
}

/** Each name on its own; each file in blocks on their own, at the end cut or filled with zeros. */
function anyhow(random: Random): Choice {
  const [names, blocks] = [random.pick([0.1, 0.5, 0.9]), random.pick([0.1, 0.5, 0.9])];
  return {
    name: `each name is kept with ${names}, each block with ${blocks}`,
    keepsName: () => random.chance(names),
    content: (file) => torn(file, random, blocks),
  };
}

const BLOCK = 4096;
const SECTOR = 512;

function torn(file: File, random: Random, kept: number): Buffer {
  const changes: Omit<DataChange, 'index'>[] = [];
  for (const { at, bytes } of file.pending) {
    if (!bytes) {
      if (random.chance(kept)) changes.push({ at, bytes });
      continue;
    }
    for (let from = 0; from < bytes.length;) {
      const to = Math.min(bytes.length, from + BLOCK - ((at + from) % BLOCK));
      if (random.chance(kept)) changes.push({ at: at + from, bytes: bytes.subarray(from, to) });
      from = to;
    }
  }
  const content = file.with(changes);
  const end = random.next();
  if (end < 0.25) return sized(content, file.size);
  const least = Math.min(file.durable.length, content.length);
  if (end < 0.5 && content.length > least) return content.subarray(0, Math.max(least, content.length - SECTOR * random.int(1, 8)));
  return content;
}

function sized(bytes: Buffer, size: number): Buffer {
  return bytes.length >= size ? bytes : Buffer.concat([bytes], size);
}

/** The extremes, which need no chance. */
export const EXTREMES: readonly Choice[] = [allLost, onlyNames, zeros, onlyData, allKept];

/** Some choice. */
export function anyChoice(disk: Disk, random: Random): Choice {
  const part = random.next();
  if (disk.unsynced.size === 0 && disk.names.every(({ durable }) => durable)) return allLost;
  if (part < 0.2) return random.pick(EXTREMES);
  if (part < 0.4) return single(disk, random, true);
  if (part < 0.5) return single(disk, random, false);
  if (part < 0.65) return prefix(disk, random);
  return anyhow(random);
}
