import type { MutatedFile } from './mutant.js';

const formats = ['apps/gateway/pages/shares/copy-formats.spec.ts'];
const boxes = ['apps/gateway/client/crop/box.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'libs/domain/copy-texts.ts',
    killedBy: formats,
    mutants: [
      {
        id: 'copied-name-html',
        promise: 'A name can’t end the attribute that it stands in.',
        find: `.replaceAll('"', '&quot;')`,
        replace: ``,
      },
      {
        id: 'copied-name-markdown',
        promise: 'A name is no Markdown.',
        find: 'String.raw`\\$&`',
        replace: `'$&'`,
      },
    ],
  },
  {
    file: 'apps/gateway/pages/shared/shared-choices.ts',
    killedBy: formats,
    mutants: [
      {
        id: 'copied-too-large',
        promise: 'What is copied of a link is as large as the link gives it.',
        find: `longestOf(sizes)`,
        replace: `null`,
      },
    ],
  },
  {
    file: 'apps/gateway/pages/shares/copy-formats.ts',
    killedBy: formats,
    mutants: [
      {
        id: 'copied-with-password',
        promise: 'Of a link with a password only the link is copied.',
        find: `if (password || shown.length === 0) return [link];`,
        replace: `if (shown.length === 0) return [link];`,
      },
    ],
  },
  {
    file: 'apps/gateway/client/crop/box.ts',
    killedBy: boxes,
    mutants: [
      {
        id: 'crop-outside',
        promise: 'An area lies in the picture.',
        find: `within(box.x + dx, 0, 100 - box.width)`,
        replace: `box.x + dx`,
      },
      {
        id: 'crop-decimals',
        promise: 'The address of an area has two decimals, as the drive takes them.',
        find: `Math.round(value * 100) / 100`,
        replace: `value`,
      },
      {
        id: 'crop-canonical',
        promise: 'The address of an area is canonical.',
        find: `width < whole ?`,
        replace: `width <= 0 ?`,
      },
    ],
  },
];
