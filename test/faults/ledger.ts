import { createHash } from 'node:crypto';
import { fsyncSync, openSync, writeSync } from 'node:fs';

/** Where the owner wants a picture to be; a wish counts from the moment it was sent. */
export type Wish = 'library' | 'trash' | 'gone';

/** What a client knows of one picture that it sent. */
export interface Entry {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly sentAt: number;
  /** When the upload was answered with 201 or 200; null as long as it was not. */
  ackAt: number | null;
  status: number | null;
  id: string | null;
  wish: Wish;
  /** True once it was sent that the picture should leave the library, however that was answered. */
  left: boolean;
}

/** What the clients of one account sent and were told, kept outside the drive: what it is held against in the end. */
export class Ledger {
  private readonly entries = new Map<string, Entry>();
  private readonly file: number | undefined;

  /** @param path a file that gets every entry and change as a line of JSON, on the disk before the client goes on */
  constructor(path?: string) {
    this.file = path === undefined ? undefined : openSync(path, 'a');
  }

  add(bytes: Buffer): Entry {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const entry: Entry = { bytes, sha256, sentAt: Date.now(), ackAt: null, status: null, id: null, wish: 'library', left: false };
    this.entries.set(sha256, entry);
    this.write(entry);
    return entry;
  }

  change(entry: Entry, what: Partial<Pick<Entry, 'ackAt' | 'status' | 'id' | 'wish' | 'left'>>): void {
    Object.assign(entry, what);
    this.write(entry);
  }

  find(sha256: string): Entry | undefined {
    return this.entries.get(sha256);
  }

  get all(): Entry[] {
    return [...this.entries.values()];
  }

  get acked(): Entry[] {
    return this.all.filter(({ ackAt }) => ackAt !== null);
  }

  private write({ bytes, ...entry }: Entry): void {
    if (this.file === undefined) return;
    writeSync(this.file, `${JSON.stringify({ at: Date.now(), size: bytes.length, ...entry })}\n`);
    fsyncSync(this.file);
  }
}
