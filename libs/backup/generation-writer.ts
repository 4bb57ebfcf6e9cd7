import type { ObjectStore } from '#libs/ports/object-store.js';

import { encodeManifest, manifestKey, partKey, readPart, sha256Of, type Manifest, type Part } from './generations.js';
import { putBytes } from './put-bytes.js';
import { encodeRows, type Kind, type Rows } from './rows.js';

/** Rows of one part. */
const PART = 5_000;

/** Writes the rows of a new generation in parts, each read back, and the manifest at the end. */
export class GenerationWriter {
  readonly parts: Part[] = [];
  private readonly waiting = new Map<Kind, unknown[]>();
  private begun = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly workFolder: string,
    private readonly name: string,
  ) {}

  async add<K extends Kind>(kind: K, row: Rows[K]): Promise<void> {
    const rows = this.waiting.get(kind) ?? [];
    this.waiting.set(kind, rows);
    if (rows.push(row) >= PART) await this.flush(kind);
  }

  /** Writes what is left, and then the manifest: from now on the generation is there. */
  async finish(manifest: Omit<Manifest, 'parts'>, beforeManifest: () => Promise<void>): Promise<Manifest> {
    for (const kind of this.waiting.keys()) await this.flush(kind);
    const whole = { ...manifest, parts: this.parts };
    await beforeManifest();
    await putBytes(this.store, this.workFolder, manifestKey(this.name), encodeManifest(whole));
    return whole;
  }

  private async flush(kind: Kind): Promise<void> {
    const rows = this.waiting.get(kind) ?? [];
    this.waiting.set(kind, []);
    if (rows.length === 0) return;
    const bytes = encodeRows(rows);
    const part: Part = { kind, name: `${kind}-${String(++this.begun).padStart(5, '0')}.gz`, sha256: sha256Of(bytes), rows: rows.length };
    await putBytes(this.store, this.workFolder, partKey(this.name, part.name), bytes);
    if ((await readPart(this.store, this.name, part)) === null) throw new Error(`${part.name} was not stored as it was written.`);
    this.parts.push(part);
  }
}
