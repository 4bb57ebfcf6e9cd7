import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/compression/encoding.ts',
    killedBy: ['apps/gateway/compression/encoding.spec.ts'],
    mutants: [
      {
        id: 'compressed-for-another-site',
        promise: 'The length of an answer that another site caused tells nothing of what is in it.',
        find: `if (isOfAnotherSite && headers.cookie !== undefined) return null;`,
        replace: ``,
      },
      {
        id: 'compressed-part',
        promise: 'A range of bytes is never compressed.',
        find: `status === 206 || `,
        replace: ``,
      },
      {
        id: 'compressed-etag',
        promise: 'A compressed answer has no ETag of exact bytes.',
        find: `String(etag).replace(/^"/, 'W/"')`,
        replace: `String(etag)`,
      },
    ],
  },
];
