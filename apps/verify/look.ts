import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { AuditedImage } from '#libs/ports/media-audit.js';

import { checkOriginal } from './check-original.js';
import { invalidFields, isSortedRight, isStuck } from './check-row.js';
import { checkVariants, type WrongVariant } from './check-variants.js';
import type { Finding } from './finding.js';
import { ownerName, type Run } from './run.js';

/** What one look at an image found. */
export interface Look {
  found: Finding[];
  variants: WrongVariant[];
  /** Every byte of the original was read. */
  isRead: boolean;
}

/** Everything that is wrong with an image as it is right now. @param reads its original and variants, too */
export async function look(run: Run, { id, owner, row, wrongDerived, holds }: AuditedImage, reads: boolean): Promise<Look> {
  const found: Finding[] = [];
  const named = { image: id, ...(row && { name: row.name }), owner: await ownerName(run, owner) };
  const add = (finding: Omit<Finding, 'image' | 'name' | 'owner'>) => void found.push({ ...named, ...finding });
  const only: Look = { found, variants: [], isRead: false };
  if (!row) {
    add({ kind: 'ROW_INVALID', detail: 'its row can’t be read' });
    return only;
  }
  const invalid = invalidFields(row);
  if (invalid.length > 0) add({ kind: 'ROW_INVALID', detail: invalid.join(', ') });
  const derived = [...wrongDerived, ...(isSortedRight(row) ? [] : ['sortAt'])];
  if (derived.length > 0) add({ kind: 'DERIVED_WRONG', detail: `what is derived does not fit the row: ${derived.join(', ')}` });
  if (isStuck(row, new Date()))
    add({ kind: 'STUCK', detail: `it is ${row.state} and has not changed since ${row.updatedAt.toISOString()}` });
  const isVisible = VISIBLE.includes(row.state);
  if (isVisible !== holds) add(await contentFinding(run, row, holds));
  if (!isVisible) return only;
  if (!(await run.drive.users.find(owner))) add({ kind: 'OWNER_MISSING', detail: 'its owner has no account' });
  if (!reads || invalid.length > 0) return only;
  for (const wrong of await checkOriginal(run, row)) add(wrong);
  const variants = await checkVariants(run, row);
  for (const { variant: _, ...wrong } of variants) add(wrong);
  return { found, variants, isRead: true };
}

/** Two pictures of the same bytes, or one that a duplicate would not be recognised by. */
async function contentFinding({ drive }: Run, { id, owner, sha256 }: ImageRow, holds: boolean): Promise<Pick<Finding, 'kind' | 'detail'>> {
  const other = await drive.images.findByHash(owner, sha256);
  if (other && other.id !== id)
    return { kind: 'DUPLICATE_CONTENT', detail: `another picture has the same bytes: ${other.name} (${other.id})` };
  const detail = holds ? 'it holds the key of its bytes, although nobody can see it' : 'it does not hold the key of its bytes';
  return { kind: 'HASH_NOT_HELD', detail };
}
