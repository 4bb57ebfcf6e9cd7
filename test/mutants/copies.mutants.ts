import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'apps/restore/restore-image.ts',
    killedBy: ['apps/restore/restore-image.spec.ts'],
    mutants: [
      {
        id: 'restore-row-first',
        promise: 'No restored row is without its original.',
        find: `  await putOriginal(restoring, row, ownerName);
  await target.images.insert(restoredRow(row));`,
        replace: `  await target.images.insert(restoredRow(row));
  await putOriginal(restoring, row, ownerName);`,
      },
      {
        id: 'restore-duplicate',
        promise: 'Bytes that the account has as another image are not restored.',
        find: `if (holder) return 'taken';`,
        replace: ``,
      },
      {
        id: 'restore-unclaimed',
        promise: 'A restored image holds the key of its bytes.',
        find: `  await target.images.update(row.id, {}, { content: 'claim' });
  await target.objects`,
        replace: `  await target.objects`,
      },
      {
        id: 'restore-tombstone-left',
        promise: 'A rebuild does not leave a restored image out.',
        find: `  await target.objects.remove([tombstoneKey(row.owner, row.id)]);\n`,
        replace: ``,
      },
      {
        id: 'restore-good-again',
        promise: 'An image that is there and good is left as it is.',
        find: `if ((await hashOf(objects, row.originalKey)) === row.sha256) {`,
        replace: `if ((await hashOf(objects, row.originalKey)) === null) {`,
      },
      {
        id: 'restore-damaged-kept',
        promise: 'A damaged original is replaced.',
        find: `if (found === sha256) return;`,
        replace: `if (found !== null) return;`,
      },
      {
        id: 'restore-left-metadata',
        promise: 'Metadata that an interrupted run left does not stop a restore.',
        find: `if (found === null) await removeLeftMetadata(objects, key);`,
        replace: ``,
      },
      {
        id: 'restore-any-bytes',
        promise: 'Other bytes than the hash of the row are not restored.',
        find: `file, { sha256 });`,
        replace: `file);`,
      },
      {
        id: 'restore-unread',
        promise: 'What was restored is read back.',
        find: `if ((await hashOf(objects, key)) !== sha256) throw`,
        replace: `if (!key) throw`,
      },
      {
        id: 'restore-rejected',
        promise: 'An image that was rejected for its missing original is made again.',
        find: `if (healed?.state === 'rejected' && !healed.deletedAt) await`,
        replace: `if (!healed) await`,
      },
      {
        id: 'restore-image-generation',
        promise: 'A running attempt of the old image can not publish into the restored one.',
        find: `generation: row.generation + 1,`,
        replace: `generation: row.generation,`,
      },
    ],
  },
  {
    file: 'libs/drive-copy/copy-object.ts',
    killedBy: ['libs/drive-copy/copy-object.spec.ts'],
    mutants: [
      {
        id: 'copy-damaged-source',
        promise: 'An original that is damaged at the source is not copied.',
        find: `if (object.sha256 && object.sha256 !== sha256) throw`,
        replace: `if (!sha256) throw`,
      },
      {
        id: 'copy-unread',
        promise: 'What was copied is read back.',
        find: `if ((await storedHash(to, key)) !== sha256) throw`,
        replace: `if (!key) throw`,
      },
      {
        id: 'copy-left-metadata',
        promise: 'Metadata that an interrupted run left does not stop a copy.',
        find: `    await removeLeftMetadata(to, key);\n`,
        replace: ``,
      },
      {
        id: 'copy-no-metadata',
        promise: 'An object is copied with its metadata.',
        find: `...(metadata && { metadata }) }).catch`,
        replace: `}).catch`,
      },
    ],
  },
  {
    file: 'libs/drive-copy/copy-accounts.ts',
    killedBy: ['libs/drive-copy/copy-accounts.spec.ts'],
    mutants: [
      {
        id: 'copy-revoked-session',
        promise: 'A session that ended does not work at the target.',
        find: `async function copySessions(source: CopySource['sessions'], target: DriveEndpoint['sessions'], userId: string): Promise<number> {
  const wanted = await source.list(userId);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of await target.list(userId)) if (!ids.has(id)) await target.remove(userId, id);`,
        replace: `async function copySessions(source: CopySource['sessions'], target: DriveEndpoint['sessions'], userId: string): Promise<number> {
  const wanted = await source.list(userId);`,
      },
      {
        id: 'copy-old-password',
        promise: 'A changed password is changed at the target.',
        find: `else await target.users.setPasswordHash(user.id, { from: existing.passwordHash, to: user.passwordHash });`,
        replace: ``,
      },
      {
        id: 'copy-removed-account',
        promise: 'An account that was removed is removed at the target.',
        find: `  await removeAccounts(source, target);\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/backup/lock.ts',
    killedBy: ['libs/backup/lock.spec.ts'],
    mutants: [
      {
        id: 'backup-lock-taken',
        promise: 'The lock of a holder that lives is not taken.',
        find: `if (held > 0 && !(await isOver(store, held, stale))) {`,
        replace: `if (held > 0 && !(await isOver(store, held, 0))) {`,
      },
      {
        id: 'backup-lock-lost',
        promise: 'A holder hears that another one took over.',
        find: `if ((await highest(this.store)) === this.number) return;`,
        replace: `if ((await highest(this.store)) >= this.number) return;`,
      },
      {
        id: 'backup-lock-ended',
        promise: 'The lock of a process that has ended is taken over at once.',
        find: `if (holder === null || (await hasEnded(holder))) return true;`,
        replace: `if (holder === null) return true;`,
      },
      {
        id: 'backup-lock-kept',
        promise: 'A lock that was released is free.',
        find: `    await this.store.remove([key(this.number, 'holder'), key(this.number, 'beat')]);\n`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/backup/retention.ts',
    killedBy: ['libs/backup/retention.spec.ts'],
    mutants: [
      {
        id: 'retention-newest',
        promise: 'The newest generation is always kept.',
        find: `new Set(newestFirst.slice(0, 1));`,
        replace: `new Set<Date>();`,
      },
      {
        id: 'retention-oldest-of-period',
        promise: 'The newest generation of each period is kept.',
        find: `times.toSorted((one, other) => other.getTime() - one.getTime());`,
        replace: `times.toSorted((one, other) => one.getTime() - other.getTime());`,
      },
      {
        id: 'retention-no-rule',
        promise: 'Without a rule all generations are kept.',
        find: `if (wanted.length === 0) return newestFirst;`,
        replace: ``,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/database.ts',
    killedBy: ['libs/infra/sqlite/database.spec.ts'],
    mutants: [
      {
        id: 'sqlite-newer',
        promise: 'A file that a newer version has written is refused.',
        find: `if (applied() > migrations.length) {`,
        replace: `if (applied() > 2 * migrations.length + 9) {`,
      },
    ],
  },
  {
    file: 'libs/infra/mongo/migrations.ts',
    killedBy: ['libs/infra/mongo/database.spec.ts'],
    mutants: [
      {
        id: 'mongo-newer',
        promise: 'A database that a newer version has written is refused.',
        find: `if (applied > steps.length) {`,
        replace: `if (applied > 2 * steps.length + 9) {`,
      },
    ],
  },
];
