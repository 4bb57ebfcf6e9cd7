import { QuotaRepository, type OwnQuota, type Usage } from '#libs/ports/quota-repository.js';

import type { SqliteDatabase } from './database.js';
import { sql } from './images.queries.js';

export class SqliteQuotaRepository extends QuotaRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async usage(owner: string): Promise<Usage> {
    const [usage] = await this.database.allAside(owner, sql.usage, owner);
    return usage as unknown as Usage;
  }

  async quotaOf(owner: string): Promise<OwnQuota | null> {
    return (this.database.all(sql.quota, owner)[0] ?? null) as OwnQuota | null;
  }

  async setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void> {
    await this.database.write(quota ? { sql: sql.setQuota, params: [owner, quota.bytes] } : { sql: sql.dropQuota, params: [owner] });
  }
}
