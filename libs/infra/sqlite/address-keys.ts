import { AddressKeyRepository, type AddressKey } from '#libs/ports/address-key-repository.js';

import type { Row, SqliteDatabase } from './database.js';

export class SqliteAddressKeyRepository extends AddressKeyRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert({ id, owner, name, secret, createdAt }: AddressKey): Promise<void> {
    const sql = 'INSERT INTO addressKeys (id, owner, name, secret, createdAt) VALUES (?, ?, ?, ?, ?)';
    await this.database.writeOne(sql, id, owner, name, secret, createdAt.getTime());
  }

  async find(id: string): Promise<AddressKey | null> {
    return this.database.all('SELECT * FROM addressKeys WHERE id = ?', id).map(keyOf)[0] ?? null;
  }

  async list(owner: string): Promise<AddressKey[]> {
    return this.database.all('SELECT * FROM addressKeys WHERE owner = ? ORDER BY createdAt DESC, id DESC', owner).map(keyOf);
  }

  async remove(owner: string, id: string): Promise<boolean> {
    const sql = 'DELETE FROM addressKeys WHERE owner = ? AND id = ? RETURNING id';
    return (await this.database.writeOneUsingReserve(sql, owner, id)).length > 0;
  }

  async removeAll(owner: string): Promise<number> {
    return (await this.database.writeOneUsingReserve('DELETE FROM addressKeys WHERE owner = ? RETURNING id', owner)).length;
  }
}

function keyOf(row: Row): AddressKey {
  return {
    id: row['id'] as string,
    owner: row['owner'] as string,
    name: row['name'] as string,
    secret: row['secret'] as string,
    createdAt: new Date(row['createdAt'] as number),
  };
}
