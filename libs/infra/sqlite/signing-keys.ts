import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

import type { Row, SqliteDatabase } from './database.js';

export class SqliteSigningKeyRepository extends SigningKeyRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey> {
    const stored = () => this.database.all('SELECT * FROM signingKey').map(signingKeyOf)[0];
    const there = stored();
    if (there) return there;
    const { id, privateKey, createdAt } = await make();
    const sql = 'INSERT INTO signingKey (one, id, privateKey, createdAt) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING';
    await this.database.writeOne(sql, id, privateKey, createdAt.getTime());
    return stored()!;
  }
}

function signingKeyOf(row: Row): SigningKey {
  return { id: row['id'] as string, privateKey: row['privateKey'] as string, createdAt: new Date(row['createdAt'] as number) };
}
