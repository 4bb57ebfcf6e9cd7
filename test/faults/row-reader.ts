import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { storedRow, type StoredRow } from '../harness/drive/data-dir.js';

/** Reads the rows of an embedded drive in a process that sees its disks: SQLite follows no path into those of another process. */
export class RowReader {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private last: Promise<unknown> = Promise.resolve();

  constructor(wrapper: readonly string[], path: string) {
    const [command, ...args] = [...wrapper, process.execPath, 'test/faults/read-rows.mjs', path];
    this.child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** One call after the other. */
  read(): Promise<StoredRow[]> {
    const rows = this.last.then(async () => {
      this.child.stdin!.write('\n');
      const { done, value } = await this.lines.next();
      if (done) throw new Error('the reader of rows has ended');
      return (JSON.parse(value) as Record<string, unknown>[]).map(storedRow);
    });
    this.last = rows.catch(() => undefined);
    return rows;
  }

  close(): void {
    this.child.stdin!.end();
  }
}
