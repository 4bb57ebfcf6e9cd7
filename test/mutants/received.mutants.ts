import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/upload/for-each-chunk.ts',
    killedBy: ['apps/media/upload/for-each-chunk.spec.ts'],
    mutants: [
      {
        id: 'upload-last-chunk',
        promise: 'An upload whose last bytes could not be written is refused.',
        find: `void pending.then(outcome, reject);`,
        replace: `void pending.then(outcome, outcome);`,
      },
    ],
  },
  {
    file: 'apps/media/upload/upload.service.ts',
    killedBy: ['apps/media/upload/failed-uploads.spec.ts'],
    mutants: [
      {
        id: 'upload-received-left',
        promise: 'The received file is removed when the answer is decided.',
        find: `      await received.file.remove();\n`,
        replace: ``,
        killedBy: ['apps/media/upload/failed-uploads.spec.ts', 'apps/media/upload/duplicates.spec.ts'],
      },
      {
        id: 'upload-full-disk-late',
        promise: 'On a full disk an upload is refused before a byte is sent.',
        find: `    this.receiver.expectLength(request.headers);
    await this.receiver.requireDiskSpace(request.headers);`,
        replace: `    this.receiver.expectLength(request.headers);`,
        killedBy: ['apps/media/upload/failed-uploads.spec.ts'],
      },
      {
        id: 'upload-decoder-fault',
        promise: 'A decoder that is gone is not the fault of the image.',
        find: `if (!(cause instanceof DecoderGone)) throw cause;
      throw new Problem('UNAVAILABLE',`,
        replace: `if (!(cause instanceof DecoderGone)) throw cause;
      throw new Problem('BROKEN_IMAGE',`,
        killedBy: ['apps/media/upload/failed-uploads.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/media/upload/read-form.ts',
    killedBy: ['apps/media/upload/upload-form.spec.ts', 'apps/media/upload/failed-uploads.spec.ts'],
    mutants: [
      {
        id: 'form-files-left',
        promise: 'A form that is invalid leaves no file.',
        find: `if (result.status === 'fulfilled') await result.value.file.remove();`,
        replace: `void result;`,
      },
      {
        id: 'form-unknown-field',
        promise: 'An unknown field is refused.',
        find: `refuse(badRequest(\`Unknown field`,
        replace: `if (name === '') refuse(badRequest(\`Unknown field`,
      },
      {
        id: 'form-no-file',
        promise: 'A form without a picture is refused.',
        find: `if (files.length === 0) throw`,
        replace: `if (files.length < 0) throw`,
      },
    ],
  },
  {
    file: 'apps/media/images/find-image.ts',
    killedBy: ['apps/media/bytes/bytes.controller.spec.ts', 'apps/media/trash/trash.spec.ts'],
    mutants: [
      {
        id: 'image-other-owner',
        promise: 'Nobody finds the image of another person.',
        find: `row && row.owner === owner && VISIBLE`,
        replace: `row && VISIBLE`,
      },
      {
        id: 'image-in-trash',
        promise: 'What is in the trash is found in the trash only.',
        find: `return where === 'anywhere' || (where === 'trash') === (row.deletedAt !== null);`,
        replace: `return where.length > 0 || row.deletedAt === null;`,
      },
      {
        id: 'image-not-visible',
        promise: 'What is being uploaded or purged is not found.',
        find: ` && VISIBLE.includes(row.state) && `,
        replace: ` && `,
        killedBy: [
          'apps/media/library/library.service.spec.ts',
          'apps/media/shares/shares-concurrency.spec.ts',
          'apps/media/trash/trash.spec.ts',
        ],
      },
    ],
  },
];
