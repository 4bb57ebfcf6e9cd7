import { QuotaRepository, type OwnQuota, type Usage } from '#libs/ports/quota-repository.js';

import type { SqliteDatabase } from './database.js';
import { countSql } from './image-counts.js';
import { sql } from './images.queries.js';

export class SqliteQuotaRepository extends QuotaRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async usage(owner: string): Promise<Usage> {
    const [usage] = this.database.all(countSql.usage, owner) as unknown as Usage[];
    return usage ?? { images: 0, bytes: 0, trashed: 0 };
  }

  async quotaOf(owner: string): Promise<OwnQuota | null> {
    return (this.database.all(sql.quota, owner)[0] ?? null) as OwnQuota | null;
  }

  async setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void> {
    await this.database.write(quota ? { sql: sql.setQuota, params: [owner, quota.bytes] } : { sql: sql.dropQuota, params: [owner] });
  }
}
