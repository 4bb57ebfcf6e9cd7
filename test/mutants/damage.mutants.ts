import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/bytes/original-reader.ts',
    killedBy: ['apps/media/bytes/damaged-original.spec.ts'],
    mutants: [
      {
        id: 'original-head-unchecked',
        promise: 'HEAD of an original that is cut is answered with CORRUPT.',
        find: `if (size !== original.bytes) throw await this.damage.found(`,
        replace: `if (size < 0) throw await this.damage.found(`,
      },
      {
        id: 'original-head-known',
        promise: 'HEAD of an original that is known to be damaged is answered with CORRUPT.',
        find: `    if (original.damagedAt !== null) throw corrupt('it is known to be damaged');
    const { size }`,
        replace: `    const { size }`,
      },
      {
        id: 'original-range-known',
        promise: 'No range of an original that is known to be damaged is sent.',
        find: `if (original.damagedAt !== null && (range || !(await`,
        replace: `if (original.damagedAt !== null && !range && (!(await`,
      },
      {
        id: 'original-size-unchecked',
        promise: 'No part of an original of another length is sent.',
        find: `if (size === bytes) return stream;`,
        replace: `if (size > 0) return stream;`,
      },
      {
        id: 'original-too-short',
        promise: 'A range beyond a cut original tells that it is damaged.',
        find: `if (error instanceof RangeError) throw await`,
        replace: `if (error instanceof RangeError) throw error; else if (!error) throw await`,
      },
      {
        id: 'original-unhashed',
        promise: 'An original is hashed while it is sent.',
        find: `if (range) return stream;`,
        replace: `if (original) return stream;`,
      },
      {
        id: 'original-deleted-is-damaged',
        promise: 'An original that was deleted meanwhile is not called damaged.',
        find: `if (!row || !VISIBLE.includes(row.state)) throw noSuchImage();`,
        replace: ``,
      },
      {
        id: 'original-whole-again-unhashed',
        promise: 'A damaged original is whole again only when its hash is right.',
        find: `else if ((await sha256OfStream(stream)) === original.sha256) {`,
        replace: `else if (await sha256OfStream(stream)) {`,
      },
      {
        id: 'original-never-whole',
        promise: 'An original that somebody brought back is no longer called damaged.',
        find: `        await this.damage.isOver(original);\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/media/bytes/checked-stream.ts',
    killedBy: ['apps/media/bytes/damaged-original.spec.ts'],
    mutants: [
      {
        id: 'checked-stream-not-held',
        promise: 'The last bytes of an original are held back until its hash is known.',
        find: `    const before = this.held;
    this.held = chunk;
    done(null, before);`,
        replace: `    done(null, chunk);`,
      },
      {
        id: 'checked-stream-any-hash',
        promise: 'An original with another hash is not sent whole.',
        find: `=== this.options.sha256) return`,
        replace: `!== '') return`,
      },
    ],
  },
  {
    file: 'apps/media/images/damage.ts',
    killedBy: ['apps/media/bytes/damaged-original.spec.ts'],
    mutants: [
      {
        id: 'damage-unwritten',
        promise: 'The row says that its original is damaged.',
        find: `if (original.damagedAt === null) await this.note(original, markDamaged(original, new Date()));`,
        replace: ``,
      },
      {
        id: 'damage-of-other-drive',
        promise: 'Under the store of another drive no original is called damaged.',
        find: `    await this.drive.expectMatchNow();\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/media/library/library.service.ts',
    killedBy: ['apps/media/library/library.find-by-hash.spec.ts'],
    mutants: [
      {
        id: 'known-size-unchecked',
        promise: 'An image whose original is cut is not known.',
        find: `(await this.objects.stat(originalKey)).size === bytes`,
        replace: `(await this.objects.stat(originalKey)).size <= bytes`,
      },
      {
        id: 'known-missing',
        promise: 'An image whose original is missing is not known.',
        find: `if (error instanceof ObjectNotFound) return false;`,
        replace: `if (error instanceof ObjectNotFound) return true;`,
      },
      {
        id: 'known-damaged',
        promise: 'A damaged image is not known.',
        find: ` && row.damagedAt === null && (await this`,
        replace: ` && (await this`,
      },
      {
        id: 'known-store-away',
        promise: 'While the store is away nothing is said to be unknown.',
        find: `if (error instanceof ObjectNotFound) return false;
      throw error;`,
        replace: `return false;`,
      },
    ],
  },
];
