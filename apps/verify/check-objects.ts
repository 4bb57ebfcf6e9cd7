import { parseRowCopyKey } from '#libs/domain/drive/row-copies.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { DRIVE_ID_KEY, parseKey, parseTombstoneKey, tombstoneKey } from '#libs/domain/image/keys.js';
import { parseResultKey } from '#libs/domain/transform/results.js';
import { hasObject, unnamedKind, type UnnamedKind } from '#libs/domain/image/unnamed-object.js';
import type { ListedObject } from '#libs/ports/object-store.js';

import type { Finding, FindingKind } from './finding.js';
import { graceBegins, ownerName, type Run } from './run.js';

const KINDS = {
  original: 'ORPHAN_ORIGINAL',
  variant: 'ORPHAN_VARIANT',
  metadata: 'ORPHAN_METADATA',
} as const satisfies Record<UnnamedKind, FindingKind>;

/** Lists the whole store and finds what no row names. What is younger than the grace period is left alone. */
export async function checkObjects(run: Run): Promise<void> {
  const { objects, images } = run.drive;
  // The objects of one image come one after another.
  let last: { id: string; row: ImageRow | null } | undefined;
  for await (const object of objects.list('', { metadataOnly: true })) {
    run.signal.throwIfAborted();
    run.report.counts.objects++;
    const parts = parseKey(object.key) ?? parseResultKey(object.key);
    if (!parts) {
      if (!isOwnKey(object.key)) run.report.counts.unknownObjects++;
      continue;
    }
    if (object.modifiedAt >= graceBegins(run)) continue;
    if (last?.id !== parts.id) last = { id: parts.id, row: await images.find(parts.id) };
    // Sizes of an image that were just made again: maintenance removes those before.
    if (parts.run && last.row && last.row.updatedAt >= graceBegins(run)) continue;
    if ((await unnamedKind(objects, object, last.row)) === null) continue;
    last = undefined;
    await reportUnnamed(run, object, parts);
  }
}

/** Once more, with the row and the object as they are now: a purge removes both. */
async function reportUnnamed(run: Run, object: ListedObject, { owner, id }: { owner: string; id: string }): Promise<void> {
  const { objects, images } = run.drive;
  const { key } = object;
  if (!object.metadataOnly && !(await hasObject(objects, key))) return;
  const row = await images.find(id);
  const kind = await unnamedKind(objects, object, row);
  if (kind === null) return;
  const finding: Finding = {
    kind: KINDS[kind],
    image: id,
    ...(row && { name: row.name }),
    owner: await ownerName(run, owner),
    key,
    detail: await describe(run, kind, row, tombstoneKey(owner, id)),
  };
  if (run.options.repair && kind !== 'original') {
    await objects.remove([key]);
    finding.repaired = 'removed';
  }
  run.report.add(finding);
}

async function describe({ drive }: Run, kind: UnnamedKind, row: ImageRow | null, tombstone: string): Promise<string> {
  if (kind === 'variant') return row ? 'its picture names another file for this size' : 'it is a size of no picture';
  if (kind === 'metadata') return 'it describes an original that is not there, and no picture names it';
  const isDeleted = await hasObject(drive.objects, tombstone);
  return isDeleted
    ? 'its picture was deleted for good, so this file came from an older copy of the store'
    : 'no picture names this original';
}

/** Objects of the drive that are no part of an image. */
function isOwnKey(key: string): boolean {
  return (
    key === DRIVE_ID_KEY || parseTombstoneKey(key) !== null || parseRowCopyKey(key) !== null || ['moving-here', 'rebuilding'].includes(key)
  );
}
