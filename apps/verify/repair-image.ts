import type { ImageRow } from '#libs/domain/image/image-row.js';
import { applyTransition, clearDamage, markDamaged, remake, VISIBLE } from '#libs/domain/image/transitions.js';
import { ContentTaken } from '#libs/ports/errors.js';

import { isSortedRight } from './check-row.js';
import { isDamage, type Finding } from './finding.js';
import type { Look } from './look.js';
import type { Run } from './run.js';

/** Mends what can be, and writes into the findings what was done. An original and its metadata are never touched. */
export async function repairImage(run: Run, row: ImageRow, look: Look): Promise<void> {
  await noteDamage(run, row, look);
  for (const finding of look.found) {
    if (finding.kind === 'DERIVED_WRONG') await repairDerived(run, row, finding);
    if (finding.kind === 'HASH_NOT_HELD') await repairHold(run, row, finding);
  }
  await remakeVariants(run, row, look);
}

/** Writes down that an original is damaged, or that it is whole again. */
export async function noteDamage({ drive }: Run, row: ImageRow, { found, isRead }: Look): Promise<void> {
  const isDamaged = found.some(isDamage);
  if (!isRead || isDamaged === (row.damagedAt !== null)) return;
  await applyTransition(drive.images, row.id, isDamaged ? markDamaged(row, new Date()) : clearDamage(row));
}

async function repairDerived({ drive }: Run, row: ImageRow, finding: Finding): Promise<void> {
  const isDone = await drive.audit.repairDerived(row.id);
  const { takenAt, modifiedAt, createdAt } = row;
  const sortAt = takenAt ?? modifiedAt ?? createdAt;
  const isSorted = isSortedRight(row) || (await drive.images.update(row.id, { generation: row.generation }, { set: { sortAt } })) !== null;
  if (isDone && isSorted) finding.repaired = 'computed again';
}

async function repairHold({ drive }: Run, row: ImageRow, finding: Finding): Promise<void> {
  const content = VISIBLE.includes(row.state) ? 'claim' : 'release';
  try {
    const repaired = await drive.images.update(row.id, { state: [row.state], generation: row.generation }, { content });
    if (repaired) finding.repaired = content === 'claim' ? 'it holds the key' : 'the key is free';
  } catch (error) {
    // An upload of the same bytes was faster: the next run reports the two.
    if (!(error instanceof ContentTaken)) throw error;
  }
}

/** The drive's worker makes them. Not from a damaged original: the image would be rejected, and its good sizes could not be replaced. */
async function remakeVariants({ drive }: Run, row: ImageRow, { found, variants, isRead }: Look): Promise<void> {
  if (variants.length === 0 || !isRead || found.some(isDamage)) return;
  const lost = variants.map(({ variant }) => variant);
  if (!(await applyTransition(drive.images, row.id, remake(row, lost)))) return;
  for (const finding of found) {
    if (finding.kind === 'VARIANT_MISSING' || finding.kind === 'VARIANT_ALTERED') finding.repaired = 'the worker makes it again';
  }
}
