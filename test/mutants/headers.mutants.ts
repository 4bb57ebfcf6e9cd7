import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/gateway/security/security-headers.ts',
    killedBy: ['apps/gateway/security/security-headers.spec.ts'],
    mutants: [
      { id: 'csp-frame-ancestors', promise: 'No other site shows a page in a frame.', find: `  "frame-ancestors 'none'",\n`, replace: `` },
      { id: 'csp-default', promise: 'A page loads nothing that is not named.', find: `"default-src 'none'"`, replace: `"default-src *"` },
      {
        id: 'csp-script',
        promise: 'A page runs only scripts of the drive.',
        find: `"script-src 'self'"`,
        replace: `"script-src 'self' 'unsafe-inline'"`,
      },
      { id: 'csp-style', promise: 'A page has only styles of the drive.', find: `"style-src 'self'"`, replace: `"style-src *"` },
      {
        id: 'csp-img',
        promise: 'A page loads no image of another site.',
        find: `"img-src 'self' data: blob:"`,
        replace: `"img-src * data: blob:"`,
      },
      { id: 'csp-connect', promise: 'A page connects to no other site.', find: `"connect-src 'self'"`, replace: `"connect-src *"` },
      { id: 'csp-form-action', promise: 'A form goes to no other site.', find: `"form-action 'self'"`, replace: `"form-action *"` },
      { id: 'csp-base-uri', promise: 'A page has no other base address.', find: `  "base-uri 'none'",\n`, replace: `` },
      {
        id: 'header-nosniff',
        promise: 'A browser takes no answer for another type.',
        find: `  'x-content-type-options': 'nosniff',\n`,
        replace: ``,
      },
      {
        id: 'header-referrer',
        promise: 'An address of the drive goes to no other site.',
        find: `'referrer-policy': 'same-origin'`,
        replace: `'referrer-policy': 'unsafe-url'`,
      },
      { id: 'header-frame-options', promise: 'Old browsers show no page in a frame.', find: `  'x-frame-options': 'DENY',\n`, replace: `` },
      {
        id: 'header-hsts',
        promise: 'Over https a browser stays with https.',
        find: `  'strict-transport-security': 'max-age=31536000',\n`,
        replace: ``,
      },
      {
        id: 'header-opener',
        promise: 'Another site has no handle of a window of the drive.',
        find: `  'cross-origin-opener-policy': 'same-origin',\n`,
        replace: ``,
      },
      {
        id: 'header-hsts-on-http',
        promise: 'On plain http nobody is locked out.',
        find: `return isHttps ? SECURE : ALWAYS;`,
        replace: `return SECURE;`,
      },
      {
        id: 'header-no-store',
        promise: 'No cache keeps an answer of the API.',
        find: `return isHttps ? SECURE_NOT_KEPT : NOT_KEPT;`,
        replace: `return isHttps ? SECURE : ALWAYS;`,
      },
    ],
  },
  {
    file: 'apps/media/bytes/response-headers.ts',
    killedBy: ['apps/media/bytes/bytes.controller.spec.ts'],
    mutants: [
      {
        id: 'bytes-nosniff',
        promise: 'An uploaded file is taken for no other type.',
        find: `  'x-content-type-options': 'nosniff',\n`,
        replace: ``,
      },
      {
        id: 'bytes-sandbox',
        promise: 'An uploaded file runs no script.',
        find: `style-src 'unsafe-inline'; sandbox`,
        replace: `style-src 'unsafe-inline'`,
      },
      { id: 'bytes-csp', promise: 'An uploaded file loads nothing.', find: `default-src 'none'; style-src`, replace: `style-src` },
      {
        id: 'bytes-corp',
        promise: 'No other site embeds a private picture.',
        find: `  'cross-origin-resource-policy': 'same-origin',\n`,
        replace: ``,
      },
      {
        id: 'bytes-immutable-always',
        promise: 'Only an address of the current generation is cached for ever.',
        find: `const immutable = query.v === String(row.generation) && row.deletedAt === null;`,
        replace: `const immutable = row.deletedAt === null;`,
      },
      {
        id: 'bytes-public',
        promise: 'No shared cache keeps a private picture.',
        find: `'private, max-age=31536000, immutable'`,
        replace: `'public, max-age=31536000, immutable'`,
      },
      {
        id: 'bytes-immutable-trash',
        promise: 'What is in the trash is not cached for ever.',
        find: ` && row.deletedAt === null;`,
        replace: `;`,
        killedBy: ['apps/media/trash/trash.spec.ts'],
      },
      {
        id: 'bytes-stand-in-cached',
        promise: 'A stand-in for a variant is not cached.',
        find: `if (picked.standIn) return`,
        replace: `if (row.id === '') return`,
      },
      {
        id: 'share-indexed',
        promise: 'Search engines index no share.',
        find: `  'x-robots-tag': 'noindex',\n`,
        replace: ``,
        killedBy: ['apps/media/shares/shared-bytes.controller.spec.ts'],
      },
    ],
  },
];
