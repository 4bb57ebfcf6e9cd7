import { dirname } from 'node:path';

import { ROOT as CHILD_ROOT } from '#libs/imaging/decoder/walls.js';

/** One change of a disk, or an answer to a client, in the order in which strace saw them. Paths begin at the folder that was traced. */
export type Event =
  | { kind: 'create'; path: string; truncate: boolean }
  | { kind: 'write'; path: string; /** null: at the end */ at: number | null; bytes: Buffer }
  /** Appends so many bytes of another file, or all of it. */
  | { kind: 'copy'; from: string; to: string; length: number | null }
  | { kind: 'truncate'; path: string; size: number }
  | { kind: 'mkdir' | 'unlink' | 'rmdir'; path: string }
  | { kind: 'rename' | 'link'; from: string; to: string }
  /** An fsync. It covers the events before `begun`: what happens while it runs may be missed. */
  | { kind: 'sync'; path: string; begun: number }
  /** The first byte of an answer leaves: from here on the client may know it. */
  | { kind: 'answer'; requestId: string };

/** The system calls that change a disk, and those that send answers. */
export const TRACED =
  'open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,truncate,ftruncate,fallocate,fsync,fdatasync,sync_file_range,sync,syncfs,' +
  'rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,copy_file_range,sendfile,ioctl,sendmsg,sendto';

interface Call {
  name: string;
  /** The call without its strings; each is a single `"` in it. */
  text: string;
  strings: Buffer[];
  /** The number of events when it was begun. */
  begun: number;
  /** Whether its change is among the events before its end was seen. */
  counted?: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, v: 11, f: 12, r: 13 };

/**
 * Reads what `strace -f -y` wrote. A call that another thread interrupted stands on two lines and counts at its end; an answer counts at
 * its beginning.
 * @param root the absolute path of the folder whose changes are wanted
 * @throws Error for a change that the model of the disk does not know
 */
export function readTrace(trace: Buffer, root: string): Event[] {
  const events: Event[] = [];
  const unfinished = new Map<string, Call>();
  const marks = [Buffer.from(root), Buffer.from('HTTP/1.1 '), Buffer.from(' resumed>')];
  for (let start = 0; start < trace.length;) {
    const newline = trace.indexOf(10, start);
    const end = newline < 0 ? trace.length : newline;
    const line = trace.subarray(start, end);
    start = end + 1;
    if (marks.some((mark) => line.includes(mark))) readLine(line, trace.subarray(start), root, unfinished, events);
  }
  return events;
}

function readLine(line: Buffer, later: Buffer, root: string, unfinished: Map<string, Call>, events: Event[]): void {
  const { text, strings } = splitStrings(line);
  const [, pid, rest] = /^(\d+)\s+(.*)$/s.exec(text) ?? [];
  if (!pid || !rest) return;
  const resumed = /^<\.\.\. (\w+) resumed>(.*)$/s.exec(rest);
  const begun = resumed && unfinished.get(pid);
  if (resumed && !begun) return;
  const call: Call = begun
    ? { ...begun, text: begun.text + resumed[2]!, strings: [...begun.strings, ...strings] }
    : { name: /^\w+/.exec(rest)?.[0] ?? '', text: rest.replace(/<unfinished \.\.\.>$/, ''), strings, begun: events.length };
  if (begun) unfinished.delete(pid);
  if (begun?.counted) return;
  countOvertaken(call, later, unfinished, root, events);
  if (!begun) noteAnswer(call, events);
  if (!begun && rest.endsWith('<unfinished ...>')) unfinished.set(pid, call);
  else events.push(...eventsOf(call, root));
}

/**
 * A call may be seen to end after one that relies on it: a folder that is found to exist may be made by a call whose end is seen later, and
 * one that could be removed may have been emptied by such calls. Those happen before the call that relies on them.
 */
function countOvertaken(call: Call, later: Buffer, unfinished: ReadonlyMap<string, Call>, root: string, events: Event[]): void {
  for (const [pid, other] of unfinished) {
    if (other.counted || !reliesOn(call, other)) continue;
    const end = later.indexOf(`${pid} <... ${other.name} resumed>`);
    if (end < 0 || !/\)\s+= 0$/.test(later.toString('latin1', end, later.indexOf(10, end)))) continue;
    events.push(...eventsOf({ ...other, text: `${other.text}) = 0` }, root));
    other.counted = true;
  }
}

function reliesOn({ name, text, strings }: Call, other: Call): boolean {
  const [path, before] = [strings[0]?.toString(), other.strings[0]?.toString()];
  if (path === undefined || before === undefined) return false;
  if (name === 'mkdir' && text.includes('EEXIST')) return other.name === 'mkdir' && before === path;
  if (name === 'rmdir' && /\)\s+= 0$/.test(text)) return /^(unlink|rmdir)$/.test(other.name) && dirname(before) === path;
  return false;
}

function noteAnswer({ name, text, strings }: Call, events: Event[]): void {
  if (!/^(write|writev|sendmsg|sendto)$/.test(name) || !/^\w+\(\d+<socket:/.test(text)) return;
  const head = strings[0]?.toString('latin1') ?? '';
  // Only the gateway, which answers the client, sends a content security policy; the services behind it answer under the same id.
  const requestId = /^HTTP\/1\.1 [\s\S]*?\r\nx-request-id: ([^\r]+)\r\ncontent-security-policy: /.exec(head)?.[1];
  if (requestId) events.push({ kind: 'answer', requestId });
}

/** Undefined for a path outside of the folder. */
function relativeTo(root: string, path: string): string | undefined {
  return path === root ? '' : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** The events of a call that succeeded, none for one outside the folder. */
function eventsOf({ name, text, strings, begun }: Call, root: string): Event[] {
  const result = Number(/\)\s+= (-?\d+)/.exec(text)?.[1] ?? -1);
  if (result < 0) return [];
  const relative = (path: string | undefined) => (path === undefined ? undefined : relativeTo(root, path));
  // What a decoder child has open is shown below the folder that is the root of that child.
  const handle = /^\w+\(\d+<([^>]*)>/.exec(text)?.[1];
  const open = relative(handle?.startsWith(CHILD_ROOT + root) ? handle.slice(CHILD_ROOT.length) : handle);
  const named = strings.map((bytes) => relative(bytes.toString()));
  const [first, second] = named;
  if (open === undefined && named.every((path) => path === undefined)) return [];
  switch (name) {
    case 'open':
    case 'openat':
      if (!/O_(CREAT|TRUNC)/.test(text) || first === undefined) return [];
      return [{ kind: 'create', path: first, truncate: text.includes('O_TRUNC') }];
    case 'write':
    case 'writev':
    case 'pwrite64': {
      if (open === undefined) return [];
      const at = name === 'pwrite64' ? Number(/, (\d+)\s*\)\s+= /.exec(text)![1]) : null;
      // strace shows the beginning of a long string only; the reserve is random anyway.
      const bytes = Buffer.alloc(result);
      Buffer.concat(strings).copy(bytes);
      return [{ kind: 'write', path: open, at, bytes }];
    }
    case 'ftruncate':
      return open === undefined ? [] : [{ kind: 'truncate', path: open, size: Number(/, (\d+)\s*\)\s+= /.exec(text)![1]) }];
    case 'fsync':
    case 'fdatasync':
      return open === undefined ? [] : [{ kind: 'sync', path: open, begun }];
    case 'rename':
    case 'link':
      if (first === undefined || second === undefined) throw new Error(`a ${name} across the border of ${root}: ${text}`);
      return [{ kind: name, from: first, to: second }];
    case 'unlink':
    case 'rmdir':
    case 'mkdir':
      return [{ kind: name, path: first! }];
    case 'unlinkat':
      return [{ kind: text.includes('AT_REMOVEDIR') ? 'rmdir' : 'unlink', path: first! }];
    case 'copy_file_range':
    case 'sendfile':
    case 'ioctl': {
      const [one, other] = [...text.matchAll(/\d+<([^>]*)>/g)].map(([, path]) => relative(path));
      const [from, to] = name === 'copy_file_range' ? [one, other] : [other, one];
      if (to === undefined || (name === 'ioctl' && !/FICLONE|CLONE/.test(text))) return [];
      if (from === undefined) throw new Error(`a copy across the border of ${root}: ${text}`);
      return [{ kind: 'copy', from, to, length: name === 'ioctl' ? null : result }];
    }
    default:
      throw new Error(`the model of the disk has no ${name}: ${text}`);
  }
}

/** Takes the strings out of a line, and undoes their escapes: `\"`, `\\`, `\n` and the like, `\` and up to three octal digits. */
function splitStrings(line: Buffer): { text: string; strings: Buffer[] } {
  const strings: Buffer[] = [];
  let text = '';
  for (let from = 0; ;) {
    const quote = line.indexOf(QUOTE, from);
    if (quote < 0) return { text: text + line.toString('latin1', from), strings };
    text += line.toString('latin1', from, quote + 1);
    const bytes = Buffer.alloc(line.length - quote);
    let length = 0;
    let at = quote + 1;
    for (; line[at] !== QUOTE; at++) {
      if (at >= line.length) throw new Error(`a string without an end: ${text}`);
      if (line[at] !== BACKSLASH) {
        bytes[length++] = line[at]!;
        continue;
      }
      const octal = /^[0-7]{1,3}/.exec(line.toString('latin1', at + 1, at + 4))?.[0];
      const letter = String.fromCharCode(line[at + 1]!);
      bytes[length++] = octal === undefined ? (ESCAPES[letter] ?? line[at + 1]!) : parseInt(octal, 8);
      at += octal?.length ?? 1;
    }
    strings.push(bytes.subarray(0, length));
    from = at + 1;
  }
}
