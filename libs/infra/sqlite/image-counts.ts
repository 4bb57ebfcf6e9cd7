/** The visible states, as they were when the migration was made: a released one never changes. */
const SEEN = "('processing', 'ready', 'rejected')";

/** The month of a time in UTC. Divided by 1000.0, not by 1000, which would round times before 1970 up into the next month. */
const monthOf = (row: string) => `strftime('%Y-%m', ${row}sortAt / 1000.0, 'unixepoch')`;

/** What a row counts for: `row` is its alias with a dot, or empty. */
function usageOf(row: string) {
  const isSeen = `${row}state IN ${SEEN}`;
  return {
    images: `(${isSeen} AND ${row}deletedAt IS NULL)`,
    bytes: `iif(${isSeen}, ${row}bytes, 0)`,
    trashed: `iif(${isSeen} AND ${row}deletedAt IS NOT NULL, ${row}bytes, 0)`,
    uploading: `iif(${row}state = 'uploading', ${row}bytes, 0)`,
  };
}

const COLUMNS = ['images', 'bytes', 'trashed', 'uploading'] as const;

/** Adds what a row counts for, or takes it away. */
function count(row: 'NEW.' | 'OLD.', sign: '+' | '-'): string {
  const usage = usageOf(row);
  return `
    INSERT INTO usageCounts SELECT ${row}owner, ${COLUMNS.map((column) => `${sign}${usage[column]}`).join(', ')} WHERE true
    ON CONFLICT DO UPDATE SET ${COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')};
    INSERT INTO monthCounts SELECT ${row}owner, ${monthOf(row)}, ${sign}1 WHERE ${usage.images}
    ON CONFLICT DO UPDATE SET images = images + excluded.images;
    ${sign === '-' ? emptied(row) : ''}`;
}

/** Removes counts of nothing, so that nothing is kept of an account that was removed. */
function emptied(row: string): string {
  return `
    DELETE FROM usageCounts WHERE owner = ${row}owner AND (${COLUMNS.join(', ')}) = (0, 0, 0, 0);
    DELETE FROM monthCounts WHERE owner = ${row}owner AND month = ${monthOf(row)} AND images = 0;`;
}

/** What the rows of all owners count for. */
const countedUsage = () => {
  const usage = usageOf('');
  return `SELECT owner, ${COLUMNS.map((column) => `sum(${usage[column]}) AS ${column}`).join(', ')} FROM images`;
};
const COUNTED_MONTHS = `SELECT owner, ${monthOf('')} AS month, count(*) AS images FROM images`;
const IS_LISTED = `deletedAt IS NULL AND state IN ${SEEN}`;

/**
 * A migration: what each owner stores, and how many images each month has, in tables that triggers keep in the transaction that changes a
 * row. They are read for every page and every upload within a quota, which must not take longer the more images there are.
 */
export const IMAGE_COUNTS = `
  CREATE TABLE usageCounts (
    owner TEXT PRIMARY KEY,
    images INTEGER NOT NULL, -- visible, not in the trash
    bytes INTEGER NOT NULL, -- of all visible ones, trash included
    trashed INTEGER NOT NULL, -- bytes in the trash
    uploading INTEGER NOT NULL -- bytes of rows whose upload is under way
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE monthCounts (owner TEXT NOT NULL, month TEXT NOT NULL, images INTEGER NOT NULL, PRIMARY KEY (owner, month)) STRICT, WITHOUT ROWID;
  CREATE TRIGGER imageCounts_insert AFTER INSERT ON images BEGIN ${count('NEW.', '+')} END;
  CREATE TRIGGER imageCounts_delete AFTER DELETE ON images BEGIN ${count('OLD.', '-')} END;
  CREATE TRIGGER imageCounts_update AFTER UPDATE OF owner, state, deletedAt, sortAt, bytes ON images
  WHEN (OLD.owner, OLD.state IN ${SEEN}, OLD.state = 'uploading', OLD.deletedAt IS NULL, OLD.sortAt, OLD.bytes)
    <> (NEW.owner, NEW.state IN ${SEEN}, NEW.state = 'uploading', NEW.deletedAt IS NULL, NEW.sortAt, NEW.bytes)
  BEGIN ${count('OLD.', '-')} ${count('NEW.', '+')} END;
  INSERT INTO usageCounts ${countedUsage()} GROUP BY owner;
  INSERT INTO monthCounts ${COUNTED_MONTHS} WHERE ${IS_LISTED} GROUP BY owner, month;

  -- Of several uploads of the same bytes only one will be kept: the rows of an upload are found by their hash.
  CREATE INDEX images_uploading ON images (owner, sha256, bytes) WHERE state = 'uploading';
  DROP INDEX images_usage;
  DROP INDEX images_months;
`;

export const countSql = {
  usage: 'SELECT images, bytes, trashed FROM usageCounts WHERE owner = ?',
  months: 'SELECT month, images FROM monthCounts WHERE owner = ? ORDER BY month DESC',
  held: `
    SELECT coalesce((SELECT bytes + uploading FROM usageCounts WHERE owner = ?), 0)
      - (SELECT coalesce(sum(bytes), 0) FROM images WHERE owner = ? AND sha256 = ? AND state = 'uploading') AS bytes`,
  /** The owners whose counts differ from their rows. Reads every row. */
  differing: `
    SELECT owner FROM (${countedUsage()} GROUP BY owner) AS counted FULL JOIN usageCounts AS kept USING (owner)
    WHERE ${COLUMNS.map((column) => `coalesce(counted.${column}, 0) <> coalesce(kept.${column}, 0)`).join(' OR ')}
    UNION
    SELECT owner FROM (${COUNTED_MONTHS} WHERE ${IS_LISTED} GROUP BY owner, month) AS counted
    FULL JOIN monthCounts AS kept USING (owner, month) WHERE coalesce(counted.images, 0) <> coalesce(kept.images, 0)
    ORDER BY owner`,
};

/** Counts the rows of one owner again, in one transaction. */
export function recount(owner: string) {
  return [
    { sql: 'DELETE FROM usageCounts WHERE owner = ?', params: [owner] },
    { sql: 'DELETE FROM monthCounts WHERE owner = ?', params: [owner] },
    { sql: `INSERT INTO usageCounts ${countedUsage()} WHERE owner = ? GROUP BY owner`, params: [owner] },
    { sql: `INSERT INTO monthCounts ${COUNTED_MONTHS} WHERE owner = ? AND ${IS_LISTED} GROUP BY owner, month`, params: [owner] },
  ];
}
