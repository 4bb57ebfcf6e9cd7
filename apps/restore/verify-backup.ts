import { ORIGINALS, readPart, readRows, type Generation } from '#libs/backup/generations.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { countInWords } from '#libs/domain/format.js';
import { storedHash } from '#libs/drive-copy/copy-object.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { Progress, type ProgressOut } from '#libs/terminal/progress.js';
import { visible } from '#libs/terminal/visible.js';

const CONCURRENCY = 4;

/** Reads every byte of the generations and of the originals that they name. Returns the exit code: 0 only when all are right. */
export async function verifyBackup(store: ObjectStore, generations: readonly Generation[], out: ProgressOut): Promise<number> {
  const wrong: string[] = [];
  const named = new Map<string, { name: string; id: string; bytes: number }>();
  for (const generation of generations) {
    if (!(await verifyParts(store, generation, wrong))) continue;
    for await (const { sha256, name, id, bytes } of readRows(store, generation, 'images')) named.set(sha256, { name, id, bytes });
  }
  const total = { pictures: named.size, bytes: [...named.values()].reduce((sum, { bytes }) => sum + bytes, 0) };
  const progress = new Progress(total, out);
  await mapConcurrent(store.list(ORIGINALS), CONCURRENCY, async ({ key }) => {
    const sha256 = key.slice(key.lastIndexOf('/') + 1);
    const image = named.get(sha256);
    if (!image) return;
    named.delete(sha256);
    if ((await storedHash(store, key)) !== sha256) wrong.push(`the original of ${visible(image.name)} (${image.id}) is altered`);
    progress.add(image.bytes);
  });
  progress.end();
  for (const { name, id } of named.values()) wrong.push(`the original of ${visible(name)} (${id}) is missing`);
  for (const line of wrong) out.write(`${line}\n`);
  if (wrong.length === 0) {
    out.write(`Whole: ${countInWords(generations.length, 'backup')} with ${countInWords(total.pictures, 'original')}.\n`);
    return 0;
  }
  out.write(`${wrong.length} objects of the backup are damaged. npm run backup -- DEST --recheck replaces what the drive still has.\n`);
  return 1;
}

async function verifyParts(store: ObjectStore, { name, manifest }: Generation, wrong: string[]): Promise<boolean> {
  const before = wrong.length;
  for (const part of manifest.parts) {
    if ((await readPart(store, name, part)) === null) wrong.push(`${part.name} of the generation ${name} is damaged or missing`);
  }
  return wrong.length === before;
}
