import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What separates a decoder child from the machine, so far as the system has it:
 * - `memory`: a hard limit of its data, its open files and the size of a file (setrlimit(2), by `prlimit`);
 * - `privileges`: no capability, and none to be gained by a program that it starts (capabilities(7), PR_SET_NO_NEW_PRIVS, by `setpriv`);
 * - `files`: a root folder of its own with Node, the system's libraries, this program and the temporary folder, and nothing else: no
 *   shell, no databases, no originals, no /proc (mount_namespaces(7), by `unshare`, `mount` and `chroot`);
 * - `network`: no network but a loopback that is down, and no shared memory of others (network_namespaces(7), ipc_namespaces(7)). As it
 *   belongs to a user namespace of its own, it can't read or trace the process that started it (user_namespaces(7));
 * - `user`: a user of its own, so that it reaches no memory, file or process of another child nor of the process that started it, and a
 *   limit of processes (credentials(7), by `setpriv`; child-home.ts).
 */
export const WALLS = ['memory', 'privileges', 'files', 'network', 'user'] as const;
export type Wall = (typeof WALLS)[number];

/** Where the files of a child are. */
export interface Scratch {
  /** The folder in which it reads what its requests name; null: in the one that it writes to. */
  reads: string | null;
  /** The folder in which it writes; null: nowhere. */
  writes: string | null;
  /** The user as whom it runs; null: the user of this process. */
  user: number | null;
}

const find = (...names: string[]) => {
  const paths = names.flatMap((name) => ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((folder) => `${folder}/${name}`));
  return paths.find((path) => existsSync(path));
};
const programs = ['prlimit', 'setpriv', 'unshare', 'chroot', 'sh', 'mount'];
const [PRLIMIT, SETPRIV, UNSHARE, CHROOT, SHELL, MOUNT] = programs.map((name) => find(name));

/** Bytes of one file that a child writes: a size, or pixels that libvips keeps on disk while it turns a large picture. */
const FILE_BYTES = 2_000_000_000;
const OPEN_FILES = 256;
/** Threads and processes of a child that has a user of its own; it needs about fifteen. */
const TASKS = 64;

const LIBRARIES = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/etc/ld.so.cache', '/nix/store', '/gnu/store'];

/** Covered by the new root: it is there on every Linux, and a child has no use for it. */
export const ROOT = '/sys';

/** The folder of this program: the nearest one above this file with a package.json. */
function programFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What stands in the new root. */
interface Root {
  folders: string[];
  files: string[];
  /** Symbolic links, each with its target. */
  links: [string, string][];
  /** What is shown of the machine, each with the options of its mount. */
  shown: Map<string, string>;
}

/** Shows `path` in the new root; a symbolic link is made again, with what it leads to. */
function show(root: Root, path: string): void {
  const isShown = [...root.shown.keys()].some((other) => path === other || path.startsWith(`${other}/`));
  if (!existsSync(path) || isShown || root.links.some(([link]) => link === path)) return;
  if (lstatSync(path).isSymbolicLink()) {
    const target = readlinkSync(path);
    root.folders.push(dirname(path));
    root.links.push([path, target]);
    return show(root, resolve(dirname(path), target));
  }
  const isFolder = statSync(path).isDirectory();
  root.folders.push(isFolder ? path : dirname(path));
  if (!isFolder) root.files.push(path);
  root.shown.set(path, 'ro,nosuid,nodev');
}

/** Spaces and the like as fstab(5) writes them. */
function escaped(path: string): string {
  return path.replaceAll(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

/** A line of fstab(5). One call of `mount` for all lines: on a busy machine each program that starts waits for its turn. */
function fstabLine([path, options]: [string, string]): string {
  return `${escaped(path)} ${escaped(ROOT + path)} none bind,${options} 0 0`;
}

/** The script that makes the new root and runs its arguments in it. */
function rootScript({ reads, writes }: Scratch): string {
  const program = programFolder();
  const root: Root = { folders: [], files: [], links: [], shown: new Map() };
  const own = ['package.json', 'node_modules', 'dist', 'libs'].map((name) => join(program, name));
  const used = [process.execPath, realpathSync(process.execPath), SETPRIV!, PRLIMIT!];
  for (const path of [...LIBRARIES, ...own, ...used]) show(root, path);
  // Also when they are gone at this moment: then the child does not start, rather than start without them. The second may be in the first.
  for (const [folder, access] of [
    [reads, 'ro'],
    [writes, 'rw'],
  ] as const) {
    // prettier-ignore
    if (folder === null) continue;
    root.folders.push(folder);
    root.shown.set(folder, `nosuid,nodev,noexec,${access}`);
  }
  const inRoot = (path: string) => quoted(ROOT + path);
  return [
    'set -e',
    `mount -t tmpfs -o mode=755,size=1m none ${ROOT}`,
    `mkdir -p ${root.folders.map(inRoot).join(' ')}`,
    ...root.files.map((path) => `: > ${inRoot(path)}`),
    ...root.links.map(([path, target]) => `ln -s ${quoted(target)} ${inRoot(path)}`),
    `printf '%s\\n' ${[...root.shown].map(fstabLine).map(quoted).join(' ')} > ${ROOT}/fstab`,
    `mount --all --fstab ${ROOT}/fstab`,
    // The mount and not its file system: that one's options name its owner by a number which does not exist in here.
    `mount -o remount,bind,ro ${ROOT}`,
    `exec ${CHROOT} ${ROOT} "$@"`,
  ].join('\n');
}

interface Layer {
  walls: Wall[];
  command: (data: number, scratch: Scratch | undefined) => string[];
}

const limits = (data: number) => [PRLIMIT!, `--data=${data}`, '--core=0', `--nofile=${OPEN_FILES}`, `--fsize=${FILE_BYTES}`];
const privileges = () => [SETPRIV!, '--no-new-privs', '--inh-caps=-all'];
const namespaces = (scratch: Scratch) => [
  UNSHARE!,
  ...'--user --map-root-user --net --ipc --uts --mount'.split(' '),
  SHELL!,
  '-c',
  rootScript(scratch),
  'decoder',
];

/** What runs the rest of a command as another user. The groups of this process are left behind, and so are its capabilities. */
export function asUser(user: number): string[] {
  return [SETPRIV!, `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
}

const user = ({ user: id }: Scratch) => [...asUser(id!), PRLIMIT!, `--nproc=${TASKS}`];
const all = (data: number, scratch: Scratch | undefined) => [
  ...namespaces(scratch!),
  ...privileges(),
  '--bounding-set=-all',
  ...limits(data),
];
const few = (data: number) => [...privileges(), ...limits(data)];

/** From the most walls to none: the first that works is taken. */
const LAYERS: readonly (Layer & { needs: readonly (string | undefined)[]; scratch?: true; user?: true })[] = [
  {
    walls: ['memory', 'privileges', 'files', 'network', 'user'],
    needs: [PRLIMIT, SETPRIV, UNSHARE, CHROOT, SHELL, MOUNT],
    scratch: true,
    user: true,
    command: (data, scratch) => [...user(scratch!), ...all(data, scratch)],
  },
  {
    walls: ['memory', 'privileges', 'user'],
    needs: [PRLIMIT, SETPRIV, SHELL],
    scratch: true,
    user: true,
    command: (data, scratch) => [...user(scratch!), ...few(data)],
  },
  {
    walls: ['memory', 'privileges', 'files', 'network'],
    needs: [PRLIMIT, SETPRIV, UNSHARE, CHROOT, SHELL, MOUNT],
    scratch: true,
    command: all,
  },
  { walls: ['memory', 'privileges'], needs: [PRLIMIT, SETPRIV], command: few },
  { walls: ['memory'], needs: [PRLIMIT], command: (data) => limits(data) },
  { walls: [], needs: [], command: () => [] },
];

/** Layers that did not work on this machine, and those that did. */
const failed = new Set<Layer>();
const tried = new Set<Layer>();
/** A child was ready behind all walls. */
let isProven = false;

function layerFor(data: number, scratch: Scratch | undefined): Layer {
  const folders = scratch ? [scratch.reads, scratch.writes].filter((folder) => folder !== null) : [];
  const isThere = folders.length > 0 && folders.every((folder) => existsSync(folder));
  const possible = LAYERS.filter(
    (layer) =>
      !failed.has(layer) &&
      layer.needs.every(Boolean) &&
      (!layer.user || (scratch?.user ?? null) !== null) &&
      (!layer.scratch || isThere || (scratch && tried.has(layer))),
  );
  const works = possible.find((layer) => tried.has(layer) || doesWork(layer, data, scratch));
  return works ?? LAYERS.at(-1)!;
}

/** Some hundredths of a second, once. What fails: no user namespaces (in a container, by a setting), a lower hard limit, a seccomp filter. */
function doesWork(layer: Layer, data: number, scratch: Scratch | undefined): boolean {
  // Another user may not be able to read this program.
  const read = `fs.accessSync(${JSON.stringify(join(programFolder(), 'package.json'))})`;
  const [command, ...args] = [...layer.command(data, scratch), process.execPath, '-e', read];
  const works = spawnSync(command!, args, { stdio: 'ignore', env: {} }).status === 0;
  (works ? tried : failed).add(layer);
  return works;
}

/** The command that starts another one behind the walls that this machine has; empty without any. @param data bytes of memory */
export function wallCommand(data: number, scratch: Scratch | undefined): string[] {
  return layerFor(data, scratch).command(data, scratch);
}

/** The walls behind which children start. */
export function wallsThatHold(data: number, scratch: Scratch | undefined): readonly Wall[] {
  return layerFor(data, scratch).walls;
}

/** A child behind all walls was ready. */
export function proveNamespaces(): void {
  isProven = true;
}

/**
 * A child ended before it was ready. If none ever was, what worked for Node alone does not for all of it, and the next child starts with
 * fewer walls. Else it met something else, such as a machine without memory, and the walls stay.
 */
export function giveUpNamespaces(): void {
  if (isProven) return;
  for (const layer of LAYERS) if (layer.walls.includes('files')) failed.add(layer);
}
