import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/bytes/bytes.service.ts',
    killedBy: ['apps/media/bytes/bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'stand-in-of-any-original',
        promise: 'An original with metadata never stands in for a size.',
        find: `if (!picked.standIn || picked.size !== 'o' || (await this.originals.holdsOnlyPixels(row))) return picked;`,
        replace: `if (picked.type !== '') return picked;`,
      },
    ],
  },
  {
    file: 'apps/media/bytes/only-pixels.ts',
    killedBy: ['apps/media/bytes/only-pixels.spec.ts'],
    mutants: [
      {
        id: 'only-pixels-many-parts',
        promise: 'A file of endless parts holds nobody up.',
        find: `if (++this.parts > MAX_PARTS) throw new FileEnds();`,
        replace: ``,
      },
      {
        id: 'only-pixels-after-jpeg',
        promise: 'What follows the end of a picture is not taken for pixels.',
        find: `if (marker === 0xd9) return file.isAtEnd();`,
        replace: `if (marker === 0xd9) return true;`,
      },
      {
        id: 'only-pixels-application-segments',
        promise: 'No segment of an application but those about colours is taken for pixels.',
        find: `if (!isOfPixels) return false;`,
        replace: `if (marker === 0xe1) return false;`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/open.ts',
    killedBy: ['libs/imaging/decoder/open.spec.ts'],
    mutants: [
      {
        id: 'open-pixels',
        promise: 'A picture has at most MAX_PIXELS.',
        find: `failOn: 'error' as const, limitInputPixels,`,
        replace: `failOn: 'error' as const, limitInputPixels: false,`,
      },
      {
        id: 'open-sides',
        promise: 'A side has at most MAX_SIDE.',
        find: `if (Math.max(width, height) > maxSide) {`,
        replace: `if (Math.min(width, height) > maxSide) {`,
      },
      {
        id: 'open-memory',
        promise: 'A picture that takes too much memory is refused.',
        find: `if (bytes > MAX_DECODE_BYTES) {`,
        replace: `if (bytes < 0) {`,
      },
      {
        id: 'open-other-format',
        promise: 'Only the format that was announced is opened.',
        find: `if (header.format !== IMAGE_TYPES[type].format) throw broken();`,
        replace: ``,
      },
      {
        id: 'open-all-loaders',
        promise: 'Only loaders of accepted types parse what strangers send.',
        find: `sharp.block({ operation: ['VipsForeignLoad'] });`,
        replace: ``,
      },
      {
        id: 'open-truncated',
        promise: 'A truncated picture is refused.',
        find: `failOn: 'error' as const, limit`,
        replace: `failOn: 'none' as const, limit`,
        killedBy: ['libs/imaging/decoder/render.spec.ts'],
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/memory-estimate.ts',
    killedBy: ['libs/imaging/decoder/memory-estimate.spec.ts'],
    mutants: [
      {
        id: 'estimate-progressive',
        promise: 'A progressive JPEG is known to take more memory.',
        find: `if (!header.isProgressive) return 0;`,
        replace: `if (header.width > 0) return 0;`,
      },
      {
        id: 'estimate-interlaced',
        promise: 'An interlaced PNG is known to take more memory.',
        find: `header.isProgressive ? header.channels * (`,
        replace: `header.width < 0 ? header.channels * (`,
      },
      {
        id: 'estimate-animation',
        promise: 'An animation is known to take more memory.',
        find: `(header.pages ?? 1) > 1 ? 13 : 0`,
        replace: `0`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/render.ts',
    killedBy: ['libs/imaging/decoder/heavy.spec.ts'],
    mutants: [
      {
        id: 'render-heavy',
        promise: 'A picture that takes much memory is put back to run alone.',
        find: `if (bytes > HEAVY_BYTES && !request.alone) return null;`,
        replace: ``,
      },
    ],
  },
  {
    file: 'apps/worker/jobs/jobs.service.ts',
    killedBy: ['apps/worker/jobs/jobs.service.spec.ts'],
    mutants: [
      {
        id: 'variants-child-waits',
        promise: 'A decoder child does not wait for the next original.',
        find: `workerConcurrency + 1`,
        replace: `workerConcurrency`,
      },
      {
        id: 'variants-jobs-hoarded',
        promise: 'One job is begun ahead, so that other workers get the rest.',
        find: `workerConcurrency + 1`,
        replace: `workerConcurrency + 2`,
      },
    ],
  },
  {
    file: 'apps/worker/variants/make-variants.ts',
    killedBy: ['apps/worker/variants/make-variants.spec.ts', 'apps/worker/variants/superseded.spec.ts'],
    mutants: [
      {
        id: 'variants-old-generation',
        promise: 'A job of another generation does nothing.',
        find: `if (!found || found.generation !== job.generation) return;`,
        replace: `if (!found) return;`,
      },
      {
        id: 'variants-superseded-object',
        promise: 'A variant that is not published is removed.',
        find: `if (key !== undefined) await this.objects.remove([key]);`,
        replace: ``,
      },
      {
        id: 'variants-crash-uncounted',
        promise: 'A crash is counted for the picture.',
        find: `row.crashCount + (crashed ? 1 : 0)`,
        replace: `row.crashCount`,
      },
      {
        id: 'variants-crash-for-ever',
        promise: 'A picture that crashes the decoder twice is rejected.',
        find: `if (crashCount >= MAX_CRASHES)`,
        replace: `if (crashCount >= 1_000)`,
      },
      {
        id: 'variants-once',
        promise: 'A picture that crashes the decoder once is tried again.',
        find: `const MAX_CRASHES = 2;`,
        replace: `const MAX_CRASHES = 1;`,
      },
      {
        id: 'variants-wrong-drive',
        promise: 'A disk that is not mounted is not the fault of a picture.',
        find: `if (!(error instanceof ObjectNotFound) || !(await this.drive.passes())) return null;`,
        replace: `if (!(error instanceof ObjectNotFound)) return null;`,
      },
      {
        id: 'variants-one-wrong-read',
        promise: 'Wrong answers of the store for a while do not reject a picture.',
        find: `damage && isLast && row.damagedAt ? damage :`,
        replace: `damage && row.damagedAt ? damage :`,
      },
      {
        id: 'variants-wrong-read-last',
        promise: 'One wrong answer of the store, at the last run, does not reject a picture.',
        find: `damage && isLast && row.damagedAt ? damage :`,
        replace: `damage && isLast ? damage :`,
      },
      {
        id: 'variants-damage-kept',
        promise: 'A picture whose original is still damaged at the last run is rejected.',
        find: `damage && isLast && row.damagedAt ? damage :`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/domain/drive/temporary-files.ts',
    killedBy: ['apps/worker/variants/make-variants.spec.ts'],
    mutants: [
      {
        id: 'variants-folder-left',
        promise: 'An attempt leaves no temporary folder.',
        find: `await rm(folder, { recursive: true, force: true });`,
        replace: ``,
      },
    ],
  },
];
