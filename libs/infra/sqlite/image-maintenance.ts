import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';

import type { SqliteDatabase } from './database.js';
import { countSql, recount } from './image-counts.js';
import { sql } from './images.queries.js';
import { imageOf } from './images.rows.js';

export class SqliteImageMaintenance extends ImageMaintenance {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async listByState(state: ImageState, options: { createdBefore?: Date; after?: string; limit: number }): Promise<ImageRow[]> {
    const before = options.createdBefore?.getTime() ?? Number.MAX_SAFE_INTEGER;
    return this.database.all(sql.byState, state, options.after ?? '', before, options.limit).map(imageOf);
  }

  async listTrash(options: { deletedBefore: Date; limit: number }): Promise<ImageRow[]> {
    return this.database.all(sql.trash, options.deletedBefore.getTime(), options.limit).map(imageOf);
  }

  async forgetTombstones(before: Date): Promise<number> {
    const [forgotten] = await this.database.write({ sql: sql.forgetTombstones, params: [before.getTime()] });
    return forgotten!.length;
  }

  async ownersWithWrongCounts(): Promise<string[]> {
    return (await this.database.allAside('', countSql.differing)).map((row) => row['owner'] as string);
  }

  async recount(owner: string): Promise<void> {
    await this.database.write(...recount(owner));
  }
}
