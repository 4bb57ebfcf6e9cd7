import { parseRowCopyKey } from '#libs/domain/drive/row-copies.js';
import { parseTombstoneKey, parseKey } from '#libs/domain/image/keys.js';

import { DATA } from '../record/recorder.js';
import type { Event } from '../record/trace.js';
import { Disk, Folder } from './disk.js';

const OBJECTS = `${DATA}/objects`;

/** The fsyncs of the record, by their indexes, that a drive would not make if one place of its code or one setting were different. */
export function omissions(events: readonly Event[]): ReadonlyMap<string, number[]> {
  const omitted = Map.groupBy(syncSites(events), ([, site]) => site);
  const indexes = new Map([...omitted].map(([site, syncs]) => [site, syncs.map(([index]) => index)]));
  const sqlite = [...omitted].flatMap(([site, syncs]) => (site.startsWith('SQLite') ? syncs.map(([index]) => index) : []));
  return indexes.set('SQLite: synchronous = NORMAL', betweenCheckpoints(events)).set('SQLite: synchronous = OFF', sqlite);
}

/** The fsyncs of a WAL but the last one before each of its database: https://sqlite.org/pragma.html#pragma_synchronous */
function betweenCheckpoints(events: readonly Event[]): number[] {
  const last = new Map<string, number>();
  const kept = new Set<number>();
  const all: number[] = [];
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'sync') continue;
    if (event.path.endsWith('.db')) kept.add(last.get(event.path) ?? index);
    if (!event.path.endsWith('.db-wal')) continue;
    last.set(event.path.slice(0, -'-wal'.length), index);
    all.push(index);
  }
  return all.filter((index) => !kept.has(index));
}

/** The place in the code that asks for an fsync: where it stands, and what it makes durable. */
function syncSites(events: readonly Event[]): ReadonlyMap<number, string> {
  const linked = new Map(
    events.flatMap((event) => (event.kind === 'link' || event.kind === 'rename' ? [[event.from, event.to] as const] : [])),
  );
  const sites = new Map<number, string>();
  const latest = new Map<Folder, string>();
  const disk = new Disk();
  for (const [index, event] of events.entries()) {
    if (event.kind === 'sync' && disk.has(event.path)) {
      const node = disk.node(event.path);
      if (node.kind === 'file') sites.set(index, fileSite(event.path, linked.get(event.path)));
      else {
        // Of calls at the same time the first one makes the names of all durable: the others are most likely of the same place.
        const site = folderSite(disk, event, node) ?? latest.get(node) ?? 'nothing: all is durable already';
        latest.set(node, site);
        sites.set(index, site);
      }
    }
    disk.apply(event, index);
  }
  return sites;
}

function fileSite(path: string, key: string | undefined): string {
  const [, engine] = /\.db(-wal|-journal)?$/.exec(path) ?? [];
  if (path.endsWith('.db') || engine)
    return { '-wal': 'SQLite: the WAL', '-journal': 'SQLite: the journal' }[engine ?? ''] ?? 'SQLite: the database';
  if (path.endsWith('/reserve.new')) return 'reserve: its bytes';
  return key ? `put: the bytes of ${kindOf(key)}` : 'check: the bytes of the probe';
}

/** Undefined when all names of the folder are durable already. */
function folderSite(disk: Disk, { path, begun }: Event & { kind: 'sync' }, folder: Folder): string | undefined {
  const last = disk.names.findLast(({ index, durable, sets }) => index < begun && !durable && sets.some((set) => set.folder === folder));
  // Each of SQLite's connections syncs the folder of its WAL: the second one finds it durable because the first one did.
  if (!last) return path === DATA ? 'SQLite: the folder' : undefined;
  if (!path.startsWith(OBJECTS)) return last.kind === 'mkdir' ? 'makeFolder: a folder of the drive' : 'SQLite: the folder';
  if (last.kind === 'mkdir') return last.path === `${OBJECTS}/.tmp` ? 'makeFolder: the staging folder' : 'put: the name of a new folder';
  // A copy of a row is renamed, because it may replace an older one.
  return last.kind === 'link' || last.kind === 'rename' ? `put: the name of ${kindOf(last.path)}` : 'remove: the names of what was removed';
}

function kindOf(path: string): string {
  const key = path.slice(OBJECTS.length + 1);
  if (key.endsWith('/original.json')) return "an original's metadata";
  if (parseTombstoneKey(key)) return 'a tombstone';
  if (parseRowCopyKey(key)) return 'the copy of a row';
  const image = parseKey(key);
  if (image) return image.run ? 'a variant' : 'an original';
  return key === 'drive-id' ? 'the drive id' : key;
}
