import type { MutatedFile } from './mutant.js';

const access = ['apps/media/iiif/iiif.spec.ts'];
const requests = ['libs/domain/iiif/image-request.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/iiif/iiif.service.ts',
    killedBy: access,
    mutants: [
      {
        id: 'iiif-share-whole',
        promise: 'The picture of a share is no larger than its sizes.',
        find: `return longest === null ? whole`,
        replace: `return longest !== 1 ? whole`,
      },
    ],
  },
  {
    file: 'apps/media/shares/share-access.ts',
    killedBy: access,
    mutants: [
      {
        id: 'iiif-share-password',
        promise: 'A link with a password opens nothing to viewers elsewhere, and does not say why.',
        find: `['NOT_FOUND', 'NOT_READY', 'PASSWORD_NEEDED']`,
        replace: `['NOT_FOUND', 'NOT_READY']`,
      },
    ],
  },
  {
    file: 'apps/media/transforms/grants.ts',
    killedBy: access,
    mutants: [
      {
        id: 'iiif-other-owner',
        promise: 'The image of another owner, and one in the trash, are not there.',
        find: `findImage(this.images, owner, id, 'library')`,
        replace: `findImage(this.images, owner, id, 'anywhere')`,
      },
    ],
  },
  {
    file: 'libs/domain/transform/presets.ts',
    killedBy: access,
    mutants: [
      {
        id: 'iiif-share-unbounded',
        promise: 'What is made for a visitor begins with the largest size of the share.',
        find: `longest === null`,
        replace: `longest !== 1`,
      },
    ],
  },
  {
    file: 'libs/domain/iiif/image-request.ts',
    killedBy: requests,
    mutants: [
      {
        id: 'iiif-outside',
        promise: 'A region outside of the image is refused.',
        find: `if (left >= width || top >= height)`,
        replace: `if (left > width || top > height)`,
      },
      {
        id: 'iiif-enlarged',
        promise: 'No region is made larger than it is.',
        find: `if (result.width > width || result.height > height)`,
        replace: `if (result.width > width && result.height > height)`,
      },
      {
        id: 'iiif-too-large',
        promise: 'No result has more pixels than any may have.',
        find: `if (!fits(result))`,
        replace: `if (result.width > 99_999)`,
      },
      {
        id: 'iiif-turned-too-large',
        promise: 'A turned result has no more pixels than any may have.',
        find: `if (!fits(turned(scaled, degrees)))`,
        replace: `if (degrees < 0)`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/region.ts',
    killedBy: ['libs/imaging/decoder/region.spec.ts'],
    mutants: [
      {
        id: 'region-mirrored',
        promise: 'A rectangle is that of the upright picture.',
        find: `[2, 3, 7, 8].includes(orientation)`,
        replace: `[2, 3, 5, 8].includes(orientation)`,
      },
      {
        id: 'region-damaged',
        promise: 'A rectangle of a damaged picture that is mostly there is shown.',
        find: `.catch(() => null)`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/domain/transform/layout.ts',
    killedBy: ['libs/domain/transform/layout.spec.ts'],
    mutants: [
      {
        id: 'layout-region-sharp',
        promise: 'What is needed half as sharp is made of a smaller copy.',
        find: `(head === 1 && scale > WHOLE_RESOLUTION)`,
        replace: `head === 1`,
      },
    ],
  },
];
