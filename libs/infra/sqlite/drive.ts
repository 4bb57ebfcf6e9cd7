import { DriveRepository } from '#libs/ports/drive-repository.js';

import type { SqliteDatabase } from './database.js';
import { sql } from './images.queries.js';

export class SqliteDriveRepository extends DriveRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async driveId(offered: string | null): Promise<string | null> {
    const id = () => (this.database.all(sql.driveId)[0]?.['id'] ?? null) as string | null;
    if (id() === null && offered !== null) await this.database.write({ sql: sql.offerDriveId, params: [offered] });
    return id();
  }

  async fact(name: string): Promise<string | null> {
    return (this.database.all(sql.fact, name)[0]?.['value'] ?? null) as string | null;
  }

  async setFact(name: string, value: string): Promise<void> {
    await this.database.write({ sql: sql.setFact, params: [name, value] });
  }

  keepReserve(): Promise<boolean> {
    return this.database.reserve.create();
  }

  async now(): Promise<Date> {
    return new Date(Date.now());
  }
}
