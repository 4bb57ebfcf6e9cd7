import type { MutatedFile } from './mutant.js';

// Each fsync and flush taken out, one at a time, has a suite of its own: test/power.
export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/file/object-store.ts',
    killedBy: ['libs/infra/file/object-store.spec.ts'],
    mutants: [
      {
        id: 'file-object-before-metadata',
        promise: 'No object is ever without its metadata.',
        find: `      if (sidecar) await publish(sidecar, metadataPath(path));
      await publish(staged, path);`,
        replace: `      await publish(staged, path);
      if (sidecar) await publish(sidecar, metadataPath(path));`,
      },
      {
        id: 'file-metadata-mode',
        promise: 'Metadata is readable by the drive only.',
        find: `{ mode: 0o600, flush: true }`,
        replace: `{ flush: true }`,
      },
      {
        id: 'file-put-twice',
        promise: 'A key is never written twice.',
        find: `if (options.replace) return this.publish(`,
        replace: `if (options.type) return this.publish(`,
      },
      {
        id: 'file-exists-unnoticed',
        promise: 'A put that lost against another one says so.',
        find: `throw errnoOf(error) === 'EEXIST' ? new ObjectExists(\`An object lies under \${key} already.\`) : error;`,
        replace: `if (errnoOf(error) !== 'EEXIST') throw error;`,
      },
      { id: 'file-discard-nothing', promise: 'A put that failed leaves no file.', find: `await this.discard(path, linked);`, replace: `` },
      {
        id: 'file-staging-left',
        promise: 'A put leaves nothing in the staging folder.',
        find: `await Promise.all([staged, sidecar].map((left) => left && unlink(left).catch(() => undefined)));`,
        replace: ``,
      },
      {
        id: 'file-get-follows-link',
        promise: 'A read follows no symbolic link.',
        find: `constants.O_RDONLY | constants.O_NOFOLLOW`,
        replace: `constants.O_RDONLY`,
      },
      {
        id: 'file-get-folder',
        promise: 'A folder is no object.',
        find: `      const found = await handle.stat();
      if (!found.isFile()) throw new ObjectNotFound(`,
        replace: `      const found = await handle.stat();
      if (found.size < 0) throw new ObjectNotFound(`,
      },
      {
        id: 'file-range-unchecked',
        promise: 'A range beyond the end is refused.',
        find: `range.start < 0 || range.start > range.end || range.end >= found.size`,
        replace: `range.start < 0 || range.start > range.end`,
      },
      {
        id: 'file-range-ignored',
        promise: 'A range returns only its bytes.',
        find: `handle.createReadStream({ ...range })`,
        replace: `handle.createReadStream()`,
      },
      {
        id: 'file-remove-not-durable',
        promise: 'A removal is durable when it ends, whichever call made it.',
        find: `await removeFile(path);\n`,
        replace: `if (!(await exists(path))) continue;\n        await removeFile(path);\n`,
      },
      {
        id: 'file-remove-metadata-first',
        promise: 'Removal takes the object before its metadata.',
        find: `await removeFile(path);\n        await removeFile(metadataPath(path));`,
        replace: `await removeFile(metadataPath(path));\n        await removeFile(path);`,
      },
      {
        id: 'file-remove-keeps-metadata',
        promise: 'Removal takes the metadata too.',
        find: `await removeFile(metadataPath(path));`,
        replace: ``,
      },
      {
        id: 'file-remove-keeps-folders',
        promise: 'Empty folders are removed.',
        find: `changed.add(await this.prune(dirname(path)))`,
        replace: `changed.add(dirname(path))`,
      },
      {
        id: 'file-prune-root',
        promise: 'The root folder is never removed.',
        find: `for (let path = folder; path !== this.root; path = dirname(path)) {`,
        replace: `for (let path = folder; path !== dirname(this.root); path = dirname(path)) {`,
      },
      {
        id: 'file-missing-store',
        promise: 'A missing store is no missing object.',
        find: `await stat(this.root).catch(storeError);
    if (['ENOENT'`,
        replace: `if (['ENOENT'`,
      },
      {
        id: 'file-publish-once',
        promise: 'A put survives a concurrent removal of its folder.',
        find: `if (errnoOf(error) !== 'ENOENT' || tries === 0) throw error;`,
        replace: `throw error;`,
      },
      {
        id: 'file-list-missing-store',
        promise: 'A missing store is not listed as empty.',
        find: `      await stat(this.root);
      yield* walk`,
        replace: `      yield* walk`,
      },
      {
        id: 'file-remove-missing-store',
        promise: 'A removal from a missing store fails.',
        find: `folder).catch(ignoreMissing)));
      await stat(this.root);`,
        replace: `folder).catch(ignoreMissing)));`,
      },
    ],
  },
  {
    file: 'libs/infra/file/paths.ts',
    killedBy: ['libs/infra/file/object-store.spec.ts'],
    mutants: [
      {
        id: 'file-list-follows-link',
        promise: 'A list follows no symbolic link.',
        find: `const found = await lstat(path).catch(ignoreMissing);
      if (found?.isDirectory())`,
        replace: `const { stat } = await import('node:fs/promises');
      const found = await stat(path).catch(ignoreMissing);
      if (found?.isDirectory())`,
      },
      {
        id: 'file-list-hidden',
        promise: 'Hidden files are not listed.',
        find: `if (isObjectName(name)) {`,
        replace: `if (isObjectName(name) || name.startsWith('.')) {`,
      },
      {
        id: 'file-metadata-only-always',
        promise: 'Metadata of an object is not listed as metadata alone.',
        find: `return object ? undefined : lstat(path).catch(ignoreMissing);`,
        replace: `return lstat(path).catch(ignoreMissing);`,
      },
    ],
  },
  {
    file: 'libs/infra/file/errors.ts',
    killedBy: ['libs/infra/file/errors.spec.ts'],
    mutants: [
      {
        id: 'file-full-quota',
        promise: 'A used-up disk quota is a full disk.',
        find: `name === 'ENOSPC' || name === 'EDQUOT'`,
        replace: `name === 'ENOSPC'`,
      },
      {
        id: 'file-full-unavailable',
        promise: 'A full disk is told from one that is away.',
        find: `name === 'ENOSPC' || name === 'EDQUOT'`,
        replace: `name === 'EDQUOT'`,
      },
    ],
  },
  {
    file: 'libs/infra/object-key.ts',
    killedBy: ['libs/infra/file/object-store.spec.ts'],
    mutants: [
      {
        id: 'key-unchecked',
        promise: 'A key can not leave the folder.',
        find: `if (!segments.every(isObjectName)) throw`,
        replace: `if (key === '') throw`,
      },
      {
        id: 'key-leading-dot',
        promise: 'A segment has no leading dot.',
        find: `/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/`,
        replace: `/^[A-Za-z0-9._-]{1,200}$/`,
      },
      {
        id: 'key-first-only',
        promise: 'Each segment of a key is checked.',
        find: `segments.every(isObjectName)`,
        replace: `segments.some(isObjectName)`,
      },
      {
        id: 'key-metadata-name',
        promise: 'No key is the name of metadata.',
        find: `SEGMENT.test(name) && !name.endsWith(METADATA)`,
        replace: `SEGMENT.test(name)`,
      },
      {
        id: 'key-prefix-half',
        promise: 'A prefix ends in a slash.',
        find: `if (!prefix.endsWith('/')) throw`,
        replace: `if (prefix.includes('//')) throw`,
      },
    ],
  },
];
