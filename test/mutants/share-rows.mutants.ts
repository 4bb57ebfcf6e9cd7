import type { MutatedFile } from './mutant.js';

const access = ['apps/media/shares/share-access.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/media/shares/shares.service.ts',
    killedBy: ['apps/media/shares/shares-concurrency.spec.ts', ...access],
    mutants: [
      {
        id: 'share-of-deleted',
        promise: 'A picture deleted meanwhile is in no share.',
        find: `for (const image of deleted) await this.shares.forgetImage(owner, image);`,
        replace: ``,
      },
      {
        id: 'share-of-deleted-album',
        promise: 'A share of an album deleted meanwhile is removed.',
        find: `if (await this.images.albumOf(share)) return share;`,
        replace: `if (albumId) return share;`,
      },
      {
        id: 'share-token-short',
        promise: 'A link has 142 random bits.',
        find: `const TOKEN_LENGTH = 24;`,
        replace: `const TOKEN_LENGTH = 12;`,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/shares.ts',
    killedBy: ['libs/infra/sqlite/media-database.spec.ts'],
    mutants: [
      {
        id: 'share-find-any',
        promise: 'Nobody sees the share of another person.',
        find: `this.read('WHERE id = ? AND owner = ?', id, owner)`,
        replace: `this.read('WHERE id = ? AND ? IS NOT NULL', id, owner)`,
      },
      {
        id: 'share-remove-any',
        promise: 'Nobody ends the share of another person.',
        find: `'DELETE FROM shares WHERE id = ? AND owner = ? RETURNING id'`,
        replace: `'DELETE FROM shares WHERE id = ? AND ? IS NOT NULL RETURNING id'`,
      },
      {
        id: 'share-update-any',
        promise: 'Nobody changes the share of another person.',
        find: `\`UPDATE shares SET \${columns} WHERE id = ? AND owner = ?\``,
        replace: `\`UPDATE shares SET \${columns} WHERE id = ? AND ? IS NOT NULL\``,
      },
      {
        id: 'share-forget-of-others',
        promise: 'A removal changes only shares of the owner.',
        find: `shareId IN (SELECT id FROM shares WHERE owner = ?)',`,
        replace: `shareId IN (SELECT id FROM shares WHERE ? IS NOT NULL)',`,
      },
    ],
  },
  {
    file: 'libs/infra/sqlite/images.ts',
    killedBy: ['libs/infra/sqlite/media-database.spec.ts'],
    mutants: [
      {
        id: 'sqlite-quota',
        promise: 'A row is inserted only within the quota.',
        find: `if (quota === null) return void`,
        replace: `if (quota !== undefined) return void`,
      },
      {
        id: 'sqlite-content-taken',
        promise: 'Two images of one owner never have the same bytes.',
        find: `if (error instanceof UniqueViolation) throw new ContentTaken(`,
        replace: `if (error instanceof UniqueViolation) return this.find(id);
      if (error === null) throw new ContentTaken(`,
      },
      {
        id: 'sqlite-quota-boundary',
        promise: 'An upload that just fits is accepted.',
        find: `sql: \`(\${held.sql}) <= ?\``,
        replace: `sql: \`(\${held.sql}) < ?\``,
      },
    ],
  },
];
