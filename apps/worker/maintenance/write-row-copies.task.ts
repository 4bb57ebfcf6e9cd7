import { Inject, Injectable } from '@nestjs/common';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import type { Config } from '#libs/config/config.js';
import { rowCopyKey, rowCopyText } from '#libs/domain/drive/row-copies.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import type { Logger } from '#libs/http/log.js';
import { ChangedRows, type ChangedRow } from '#libs/ports/changed-rows.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { CONFIG, LOGGER } from '../resources/worker-resources.module.js';
import { MaintenanceTask } from './task.js';

/** Rows read at once. An album has the ids of all its images, so a page takes some ten megabytes at most. */
const PAGE = 100;
const CONCURRENCY = 8;
/** Rows of one turn. Changed last come first, so that what people do now never waits for a library that is copied for the first time. */
const MAX_ROWS = 10_000;

/**
 * Copies changed rows (names, times taken, the trash, albums, shares) into the object store, for a rebuild, and removes the copies of rows
 * that are gone. The work is that of the changes: a library at rest costs one query in a turn.
 */
@Injectable()
export class WriteRowCopies extends MaintenanceTask {
  readonly name = 'write_row_copies';
  readonly deletesByAge = false;

  constructor(
    private readonly changedRows: ChangedRows,
    private readonly objects: ObjectStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'tmpDir'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  async run(): Promise<number> {
    let before: string | undefined;
    let count = 0;
    for (;;) {
      const rows = await this.changedRows.list({ limit: PAGE, before });
      const done = await this.copyAll(rows);
      count += done;
      before = rows.at(-1)?.stamp;
      // When a whole page fails, the store does not answer.
      if (rows.length < PAGE || count >= MAX_ROWS || done === 0) return count;
    }
  }

  private async copyAll(rows: readonly ChangedRow[]): Promise<number> {
    const written: string[] = [];
    const needless: ChangedRow[] = [];
    await mapConcurrent(rows, CONCURRENCY, async (changed) => {
      const { kind, id, stamp } = changed;
      try {
        const text = rowCopyText(changed, await this.metadataOf(changed));
        if (text === null) return void needless.push(changed);
        await putText(this.objects, this.config.tmpDir, rowCopyKey(kind, id), text, { replace: true });
        written.push(stamp);
      } catch (err) {
        this.logger.warn({ err, kind, id }, 'the copy of a row could not be written; the next turn tries again');
      }
    });
    if (needless.length > 0) await this.objects.remove(needless.map(({ kind, id }) => rowCopyKey(kind, id)));
    const done = [...written, ...needless.map(({ stamp }) => stamp)];
    if (done.length > 0) await this.changedRows.forget(done);
    return done.length;
  }

  private async metadataOf({ kind, row }: ChangedRow): Promise<Record<string, string> | null> {
    if (kind !== 'image' || !row) return null;
    return this.objects.metadata(row.originalKey).catch((error: unknown) => {
      if (error instanceof ObjectNotFound) return null;
      throw error;
    });
  }
}
