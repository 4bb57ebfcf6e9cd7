import { emailKey, UserRepository, type User } from '#libs/ports/user-repository.js';

import type { Row, SqliteDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';

export class SqliteUserRepository extends UserRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert(user: User): Promise<void> {
    const sql = 'INSERT INTO users (id, name, email, emailKey, passwordHash, createdAt) VALUES (?, ?, ?, ?, ?, ?)';
    const params = [user.id, user.name, user.email, emailKey(user.email), user.passwordHash, user.createdAt.getTime()];
    try {
      await this.database.write({ sql, params });
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      // SQLite names only one of several violated keys.
      if (await this.findByEmail(user.email)) throw new EmailTaken('An account has this e-mail.');
      if (await this.findByName(user.name)) throw new NameTaken('An account has this name.');
      throw error;
    }
  }

  async find(id: string): Promise<User | null> {
    return this.one('SELECT * FROM users WHERE id = ?', id);
  }

  async findByEmail(email: string): Promise<User | null> {
    return this.one('SELECT * FROM users WHERE emailKey = ?', emailKey(email));
  }

  async findByName(name: string): Promise<User | null> {
    return this.one('SELECT * FROM users WHERE name = ?', name);
  }

  async setPasswordHash(id: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const sql = 'UPDATE users SET passwordHash = ? WHERE id = ? AND passwordHash = ? RETURNING id';
    const [changed] = await this.database.writeUsingReserve({ sql, params: [to, id, from] });
    return changed!.length > 0;
  }

  async list(): Promise<User[]> {
    return this.database.all('SELECT * FROM users ORDER BY createdAt, id').map(userOf);
  }

  async remove(id: string): Promise<boolean> {
    const [removed] = await this.database.writeUsingReserve({ sql: 'DELETE FROM users WHERE id = ? RETURNING id', params: [id] });
    return removed!.length > 0;
  }

  private one(sql: string, value: string): User | null {
    return this.database.all(sql, value).map(userOf)[0] ?? null;
  }
}

function userOf(row: Row): User {
  return {
    id: row['id'] as string,
    name: row['name'] as string,
    email: row['email'] as string,
    passwordHash: row['passwordHash'] as string,
    createdAt: new Date(row['createdAt'] as number),
  };
}
