import { visible } from '#libs/terminal/visible.js';

/** Every kind of finding, with what could bring it back or what it means. The codes never change. */
export const HINTS = {
  DATABASE_DAMAGED: 'Restore the database from a backup, or make it again: npm run rebuild.',
  ORIGINAL_MISSING: 'Restore it from a backup (npm run restore -- --from DEST --image ID), or send the same picture again.',
  ORIGINAL_ALTERED: 'Restore it from a backup (npm run restore -- --from DEST --image ID), or send the same picture again.',
  METADATA_WRONG: 'Nothing is lost while the database is there. Restore the file from a backup.',
  VARIANT_MISSING: 'It can be made again from the original: --repair.',
  VARIANT_ALTERED: 'It can be made again from the original: --repair.',
  ROW_INVALID: 'Restore the database from a backup.',
  DERIVED_WRONG: 'It can be computed again: --repair.',
  COUNTS_WRONG: 'They can be counted again: --repair.',
  HASH_NOT_HELD: 'It can be claimed again: --repair.',
  DUPLICATE_CONTENT: 'Delete one of the two.',
  OWNER_MISSING: 'Restore the account from a backup; nobody can see the picture.',
  STUCK: 'See whether the worker runs, and what it logs.',
  ALBUM_MEMBER_MISSING: 'The entry shows nothing and can be removed: --repair.',
  SHARE_MEMBER_MISSING: 'The entry shows nothing and can be removed: --repair.',
  ORPHAN_ORIGINAL: 'It is kept. A database restored from a backup may know it; npm run rebuild takes it in.',
  ORPHAN_VARIANT: 'Nobody needs it; it can be removed: --repair.',
  ORPHAN_METADATA: 'Nobody needs it; it can be removed: --repair.',
} as const satisfies Record<string, string>;

export type FindingKind = keyof typeof HINTS;

/** One thing that is wrong. */
export interface Finding {
  kind: FindingKind;
  /** What exactly, as a sentence without its full stop. */
  detail: string;
  /** Id of the image. */
  image?: string;
  /** Name of the image. */
  name?: string;
  /** User name of the owner; its id where no account has it. */
  owner?: string;
  /** Key of the object. */
  key?: string;
  /** Id of the album or share that names the image. */
  album?: string;
  share?: string;
  /** What was done about it. Missing: nothing. */
  repaired?: string;
}

/** Kinds that mean that an original is damaged. */
export function isDamage({ kind }: Finding): boolean {
  return kind === 'ORIGINAL_MISSING' || kind === 'ORIGINAL_ALTERED';
}

/** Whether two looks found the same. */
export function isSame(a: Finding, b: Finding): boolean {
  return a.kind === b.kind && a.image === b.image && a.key === b.key;
}

/** One line for people. */
export function findingLine({ kind, detail, image, name, owner, key, album, share, repaired }: Finding): string {
  const picture = name === undefined ? image : `${name} (${image})`;
  const where = [picture, owner && `of ${owner}`, album && `in the album ${album}`, share && `in the link ${share}`, key].filter(Boolean);
  return visible(`${kind} ${where.join(' ')}: ${detail}. ${repaired ? `Repaired: ${repaired}.` : HINTS[kind]}`);
}

/** One line for programs: a JSON object. */
export function findingJson(finding: Finding): object {
  return { ...finding, ...(!finding.repaired && { hint: HINTS[finding.kind] }) };
}
