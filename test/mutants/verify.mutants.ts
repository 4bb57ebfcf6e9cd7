import type { MutatedFile } from './mutant.js';

const killedBy = ['apps/verify/check-images.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/verify/check-original.ts',
    killedBy,
    mutants: [
      {
        id: 'verify-hash-uncompared',
        promise: 'verify compares the hash of every original.',
        find: `if (read.sha256 !== sha256) return`,
        replace: `if (read.sha256.length !== sha256.length) return`,
      },
      {
        id: 'verify-bytes-uncompared',
        promise: 'verify finds a row with a wrong number of bytes.',
        find: `if (read.bytes !== bytes) return`,
        replace: `if (read.bytes < 0) return`,
      },
      {
        id: 'verify-missing-is-error',
        promise: 'verify names an original that is missing.',
        find: `if (error instanceof ObjectNotFound) return [`,
        replace: `if (error instanceof ObjectNotFound) return []; else if (!error) return [`,
      },
      {
        id: 'verify-metadata-unread',
        promise: 'verify compares the metadata beside an original.',
        find: `if (wrong.length === 0) return [];`,
        replace: `if (wrong.length < 9) return [];`,
      },
    ],
  },
  {
    file: 'apps/verify/check-variants.ts',
    killedBy,
    mutants: [
      {
        id: 'verify-undecodable',
        promise: 'verify finds a size that can not be decoded.',
        find: `if (error instanceof ImageError || error instanceof DecoderFailed ||`,
        replace: `if (error instanceof ImageError) return null; if (error instanceof DecoderFailed ||`,
      },
      {
        id: 'verify-measures',
        promise: 'verify finds a size of other measures than the row says.',
        find: `return measures ? null : altered(`,
        replace: `return width > 0 ? null : altered(`,
      },
      {
        id: 'verify-variant-missing',
        promise: 'verify finds a size that is not in the store.',
        find: `if (error instanceof ObjectNotFound) return {`,
        replace: `if (error instanceof ObjectNotFound) return null; if (!error) return {`,
      },
    ],
  },
  {
    file: 'apps/verify/check-images.ts',
    killedBy,
    mutants: [
      {
        id: 'verify-one-look',
        promise: 'Nothing is said that a second look does not find.',
        find: `const second = await look(run, again, reads);`,
        replace: `const second = { ...first, found: [...first.found] };`,
      },
      {
        id: 'verify-gone-row',
        promise: 'Nothing is said of a picture that was deleted between the two looks.',
        find: `  if (!again) return;\n`,
        replace: `  if (!again) return first.found.forEach((finding) => run.report.add(finding));\n`,
      },
      {
        id: 'verify-repairs-unasked',
        promise: 'verify repairs only when it is asked to.',
        find: `if (repair && again.row) await`,
        replace: `if (again.row) await`,
      },
      {
        id: 'verify-damage-for-ever',
        promise: 'A damaged original that is whole again is written down as such.',
        find: `if (repair && image.row) await noteDamage(run, image.row, first);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/verify/repair-image.ts',
    killedBy,
    mutants: [
      {
        id: 'verify-remake-nothing',
        promise: 'A lost size is made again.',
        find: `  await remakeVariants(run, row, look);\n`,
        replace: ``,
      },
      {
        id: 'verify-remake-from-damaged',
        promise: 'No size is made from a damaged original.',
        find: ` || !isRead || found.some(isDamage)) return;`,
        replace: ` || !isRead) return;`,
      },
      {
        id: 'verify-damage-unwritten',
        promise: 'The row says that its original is damaged.',
        find: `isDamaged ? markDamaged(row, new Date()) : clearDamage(row)`,
        replace: `clearDamage(row)`,
      },
    ],
  },
];
