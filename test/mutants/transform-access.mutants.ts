import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/transforms/transforms.service.ts',
    killedBy: ['apps/media/transforms/transforms.spec.ts'],
    mutants: [
      {
        id: 'preset-immutable',
        promise: 'What a preset means may change.',
        find: `isFixed: asked.preset === null }`,
        replace: `isFixed: true }`,
        killedBy: ['apps/media/shares/shared-transforms.spec.ts'],
      },
      {
        id: 'result-removed-meanwhile',
        promise: 'A result that is removed while it is answered is no error of the drive.',
        find: `if (!(error instanceof ObjectNotFound)) throw error;`,
        replace: `throw error;`,
        killedBy: ['apps/media/transforms/transforms.spec.ts'],
      },
      {
        id: 'transform-deleted-meanwhile',
        promise: 'A deleted image is 404 at once.',
        find: `const current = await grant.find(row.id);`,
        replace: `const current = row;`,
      },
    ],
  },
  {
    file: 'apps/media/transforms/transform-results.ts',
    killedBy: ['apps/media/transforms/transforms.spec.ts'],
    mutants: [
      {
        id: 'transform-visitor-takes',
        promise: 'Visitors of links take nothing from what the owner may ask for.',
        find: `transformLimits(row.owner, client, isVisitor)`,
        replace: `transformLimits(row.owner, client, false)`,
        killedBy: ['apps/media/shares/shared-transforms.spec.ts'],
      },
      {
        id: 'transform-full-disk',
        promise: 'A full disk is told at once.',
        find: `    await requireDiskSpace(this.objects, this.tmpDir, MAX_RESULT_BYTES);\n`,
        replace: ``,
        killedBy: ['apps/media/transforms/transforms.spec.ts'],
      },
      {
        id: 'transform-unlimited',
        promise: 'New results are limited for each owner and each network.',
        find: `await this.limits.admit(limits);`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/domain/image/remove-image.ts',
    killedBy: ['libs/domain/image/remove-image.spec.ts'],
    mutants: [
      {
        id: 'remove-results-left',
        promise: 'Results go with their image.',
        find: `, resultsPrefix(row.owner, row.id)]`,
        replace: `]`,
      },
    ],
  },
  {
    file: 'apps/media/shares/share-grants.ts',
    killedBy: ['apps/media/shares/shared-transforms.spec.ts'],
    mutants: [
      {
        id: 'share-any-modifiers',
        promise: 'A visitor has the presets only.',
        find: `isPresetOnly: true`,
        replace: `isPresetOnly: false`,
      },
      {
        id: 'share-too-large',
        promise: 'A preset shows no more than the share gives.',
        find: `longest: longestOf(share.sizes),`,
        replace: `longest: null,`,
      },
      {
        id: 'share-ended-meanwhile',
        promise: 'A share that ended gives nothing.',
        find: `this.images.findIn(await this.access.open(token, proof), id)`,
        replace: `this.images.findIn(share, id)`,
      },
    ],
  },
];
