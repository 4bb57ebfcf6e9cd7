import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

import type { Row, SqliteDatabase } from './database.js';

export class SqliteSigningKeyRepository extends SigningKeyRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey[]> {
    const there = this.stored();
    if (there.length > 0) return there;
    const { id, privateKey, createdAt, signsFrom } = await make();
    const sql = 'INSERT INTO signingKeys SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM signingKeys)';
    await this.database.writeOne(sql, id, privateKey, createdAt.getTime(), signsFrom.getTime());
    return this.stored();
  }

  async insert({ id, privateKey, createdAt, signsFrom }: SigningKey): Promise<void> {
    await this.database.writeOne('INSERT INTO signingKeys VALUES (?, ?, ?, ?)', id, privateKey, createdAt.getTime(), signsFrom.getTime());
  }

  async moveBefore(ids: readonly string[], time: Date): Promise<void> {
    const sql = 'UPDATE signingKeys SET signsFrom = min(signsFrom, ?) WHERE id IN (SELECT value FROM json_each(?))';
    await this.database.writeOne(sql, time.getTime(), JSON.stringify(ids));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.database.writeOne('DELETE FROM signingKeys WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  }

  private stored(): SigningKey[] {
    return this.database.all('SELECT * FROM signingKeys ORDER BY signsFrom, id').map(signingKeyOf);
  }
}

function signingKeyOf(row: Row): SigningKey {
  const [createdAt, signsFrom] = [new Date(row['createdAt'] as number), new Date(row['signsFrom'] as number)];
  return { id: row['id'] as string, privateKey: row['privateKey'] as string, createdAt, signsFrom };
}
