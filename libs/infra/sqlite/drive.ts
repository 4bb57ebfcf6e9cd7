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

  keepReserve(): Promise<boolean> {
    return this.database.reserve.create();
  }
}
