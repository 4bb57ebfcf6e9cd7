import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/upload/commit-upload.ts',
    killedBy: ['apps/media/upload/failed-uploads.spec.ts', 'apps/media/upload/duplicates.spec.ts', 'apps/media/upload/quota.spec.ts'],
    mutants: [
      {
        id: 'upload-no-clean-up',
        promise: 'An upload that failed leaves nothing.',
        find: `const cleaned = cleanUp();`,
        replace: `const cleaned = Promise.resolve(release());`,
      },
      {
        id: 'upload-duplicate-object-left',
        promise: 'A duplicate leaves no object of its own.',
        find: `if (stored.duplicate) await cleanUp();`,
        replace: `if (stored.duplicate) release();`,
      },
      {
        id: 'upload-object-of-committed',
        promise: 'The object of an image that was committed is never removed.',
        find: `if (!row || row.state === 'abandoned') await this.objects.remove([originalKey]);`,
        replace: `if (row || !row) await this.objects.remove([originalKey]);`,
      },
      {
        id: 'upload-object-of-nobody',
        promise: 'No object is left when its row was removed meanwhile.',
        find: `if (!row || row.state === 'abandoned') await`,
        replace: `if (row?.state === 'abandoned') await`,
      },
      {
        id: 'upload-given-up',
        promise: 'An upload that maintenance gave up is not acknowledged.',
        find: `if (!row) throw unavailable('The upload took too long and was given up. Send it again.');
        return { row, duplicate`,
        replace: `if (!row) return { row: (await this.images.find(id))!, duplicate: false, restored: false, needsVariants: true };
        return { row, duplicate`,
      },
      {
        id: 'upload-quota-ignored',
        promise: 'An upload above the quota is refused.',
        find: `await this.images.insert(row, { quota });`,
        replace: `await this.images.insert(row, { quota: quota && null });`,
      },
      {
        id: 'upload-own-quota',
        promise: 'The quota of a person counts before the default.',
        find: `const quota = own ? own.bytes : this.defaultQuota;`,
        replace: `const quota = own ? (this.defaultQuota ?? own.bytes) : this.defaultQuota;`,
        killedBy: ['apps/media/upload/quota.spec.ts'],
      },
      {
        id: 'upload-quota-duplicate',
        promise: 'A duplicate is accepted when the quota is used up.',
        find: `if (duplicate) return duplicate;`,
        replace: ``,
      },
      {
        id: 'upload-cleans-up-for-ever',
        promise: 'A clean-up that fails does not hide the answer.',
        find: `      this.logger.warn({ err, imageId: id }, 'a failed upload could not be cleaned up yet; maintenance will');`,
        replace: `      throw err;`,
      },
      {
        id: 'upload-not-in-flight',
        promise: 'Maintenance leaves an upload in progress alone.',
        find: `const release = markInFlight(row.id);`,
        replace: `const release = () => undefined;`,
        killedBy: ['apps/media/upload/failed-uploads.spec.ts', 'apps/media/upload/upload.controller.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/media/upload/body-receiver.ts',
    killedBy: ['apps/media/upload/upload.controller.spec.ts', 'apps/media/upload/upload-form.spec.ts'],
    mutants: [
      {
        id: 'upload-size',
        promise: 'A file above the limit is refused.',
        find: `if (bytes > this.maxBytes) throw this.tooLarge();`,
        replace: ``,
      },
      {
        id: 'upload-declared-size',
        promise: 'A file above the limit is refused before a byte is read.',
        find: `> this.maxBytes) throw this.tooLarge();
  }`,
        replace: `> this.maxBytes * 1e6) throw this.tooLarge();
  }`,
        killedBy: ['apps/media/upload/failed-uploads.spec.ts', 'apps/media/upload/upload.controller.spec.ts'],
      },
      { id: 'upload-empty', promise: 'An empty file is refused.', find: `if (bytes === 0) throw`, replace: `if (bytes < 0) throw` },
      {
        id: 'upload-any-type',
        promise: 'A file of another type is refused by its first bytes.',
        find: `  if (type) return type;
  throw new Problem('UNSUPPORTED_TYPE'`,
        replace: `  if (type) return type;
  if (head.length >= 0) return 'image/jpeg';
  throw new Problem('UNSUPPORTED_TYPE'`,
      },
      {
        id: 'upload-file-left',
        promise: 'A refused upload leaves no temporary file.',
        find: `      await file.remove();
      throw error;`,
        replace: `      throw error;`,
        killedBy: [
          'apps/media/upload/failed-uploads.spec.ts',
          'apps/media/upload/upload.controller.spec.ts',
          'apps/media/upload/upload-form.spec.ts',
        ],
      },
      {
        id: 'upload-half-hashed',
        promise: 'The hash is of all bytes.',
        find: `hash.update(chunk);`,
        replace: `if (bytes < 70_000) hash.update(chunk);`,
        killedBy: ['apps/media/upload/upload.controller.spec.ts', 'apps/media/upload/upload-form.spec.ts'],
      },
    ],
  },
  {
    file: 'apps/media/upload/temporary-file.ts',
    killedBy: ['apps/media/upload/failed-uploads.spec.ts', 'apps/media/upload/upload.controller.spec.ts'],
    mutants: [
      {
        id: 'upload-file-mode',
        promise: 'A temporary file is readable by the drive only.',
        find: `open(this.path, 'wx', 0o600)`,
        replace: `open(this.path, 'wx', 0o644)`,
        killedBy: ['apps/media/upload/temporary-file.spec.ts'],
      },
      {
        id: 'upload-file-kept',
        promise: 'The temporary file is removed after the upload.',
        find: `await unlink(this.path)`,
        replace: `await Promise.reject(Object.assign(new Error(), { code: 'ENOENT' }))`,
      },
      {
        id: 'upload-cut-chunk',
        promise: 'A chunk of which a write took a part is written whole.',
        find: `return [chunk.subarray(left), ...chunks.slice(index + 1)];`,
        replace: `return chunks.slice(index + 1);`,
        killedBy: ['apps/media/upload/temporary-file.spec.ts'],
      },
      {
        id: 'upload-write-failed',
        promise: 'An upload of which a write failed is refused.',
        find: `    await this.#writing;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Closes and removes`,
        replace: `    await this.#writing?.catch(() => undefined);
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Closes and removes`,
        killedBy: ['apps/media/upload/temporary-file.spec.ts'],
      },
      {
        id: 'upload-no-backpressure',
        promise: 'A client that sends faster than the disk writes has to wait.',
        find: `this.#waiting >= MAX_WAITING || `,
        replace: ``,
        killedBy: ['apps/media/upload/temporary-file.spec.ts'],
      },
      {
        id: 'upload-many-chunks',
        promise: 'A client that sends byte by byte takes no more memory.',
        find: ` || this.#next.length >= MAX_CHUNKS`,
        replace: ``,
        killedBy: ['apps/media/upload/temporary-file.spec.ts'],
      },
    ],
  },
];
