import { createHash } from 'node:crypto';

import type { ProblemBody } from '#libs/api/errors.js';
import type { Image, ImageList } from '#libs/api/image.js';

import type { StoredRow } from '../harness/drive/data-dir.js';
import type { Answer } from '../harness/http/answer.js';
import type { Client } from '../harness/http/client.js';
import { until } from '../harness/http/until.js';
import type { Entry, Ledger } from './ledger.js';

/** What the checker looks for. Each finding is a sentence. */
export const FINDINGS = ['lost', 'corrupt', 'doubled', 'risen', 'stuck', 'zombies', 'unacknowledged', 'orphans'] as const;

/**
 * `lost`: acknowledged and not where it should be. `corrupt`: other bytes. `doubled`: the same bytes more than once. `risen`: deleted and
 * back. `stuck`: neither ready nor on its way. `zombies`: a variant published by an attempt that was over. `unacknowledged`: there, and
 * never acknowledged. `orphans`: an object or unfinished row that maintenance has to remove.
 */
export type Verdict = Record<(typeof FINDINGS)[number], string[]>;

export function noFindings(): Verdict {
  return Object.fromEntries(FINDINGS.map((name) => [name, [] as string[]])) as Verdict;
}

export function merge(verdicts: readonly Verdict[]): Verdict {
  return Object.fromEntries(FINDINGS.map((name) => [name, verdicts.flatMap((one) => one[name])])) as Verdict;
}

/** Milliseconds for which the checker asks again when a busy drive says "later". */
const PATIENCE = 10_000;

async function answered(client: Client, path: string): Promise<Answer> {
  const end = performance.now() + PATIENCE;
  return until(async () => {
    const answer = await client.ask('GET', path);
    const later = answer.status === 503 && answer.json<ProblemBody>().code === 'UNAVAILABLE' && performance.now() < end;
    return later ? null : answer;
  });
}

/** Everything of an account: what is in the library, or in the trash. */
export async function everything(client: Client, deleted: boolean): Promise<Image[]> {
  const images: Image[] = [];
  for (let before: string | null | undefined; before !== null;) {
    const { items, next } = (
      await answered(client, `/api/images?limit=500&deleted=${deleted}${before ? `&before=${before}` : ''}`)
    ).json<ImageList>();
    images.push(...items);
    before = next;
  }
  return images;
}

/** Holds what an account has against what its clients were told. Reads the originals of these entries, of all unless said. */
export async function judge(client: Client, ledger: Ledger, read: (entry: Entry) => boolean = () => true): Promise<Verdict> {
  const [library, trash] = [await everything(client, false), await everything(client, true)];
  const found = Map.groupBy([...library, ...trash], ({ sha256 }) => sha256);
  const verdict = noFindings();
  for (const [sha256, images] of found) {
    if (images.length > 1) verdict.doubled.push(`${images.map(({ id }) => id).join(' and ')} have the same bytes`);
    if (!ledger.find(sha256)?.ackAt) verdict.unacknowledged.push(`${images[0]!.id} was never acknowledged`);
  }
  for (const entry of ledger.acked) {
    const { id, sha256, wish } = entry;
    const image = found.get(sha256)?.[0];
    place(verdict, entry, image ? (image.deletedAt ? 'trash' : 'library') : 'gone', 'in the API');
    if (image && image.id !== id) verdict.lost.push(`${id} has become ${image.id}`);
    if (wish === 'gone' && read(entry)) {
      const { status } = await answered(client, `/api/images/${id}`);
      if (status !== 404) verdict.risen.push(`${id} was deleted for good and answers ${status}`);
    }
    if (image && !image.deletedAt && read(entry)) await readBack(client, image, verdict);
  }
  return verdict;
}

/** Reads the original and every variant that is listed as ready. */
async function readBack(client: Client, { id, sha256, sizes }: Image, verdict: Verdict): Promise<void> {
  const { status, bytes } = await answered(client, `/get/${id}/o`);
  if (status !== 200) verdict.lost.push(`the original of ${id} answers ${status}`);
  else if (createHash('sha256').update(bytes).digest('hex') !== sha256) verdict.corrupt.push(`the original of ${id} has other bytes`);
  for (const size of ['s', 'm', 'l'] as const) {
    if (sizes[size].state !== 'ready') continue;
    const variant = await answered(client, `/get/${id}/${size}?exact`);
    if (variant.status !== 200) verdict.lost.push(`size ${size} of ${id} answers ${variant.status}`);
    else if (variant.bytes.length !== sizes[size].bytes) verdict.corrupt.push(`size ${size} of ${id} has ${variant.bytes.length} bytes`);
  }
}

/** Notes an entry that is not where its owner wants it. */
function place(verdict: Verdict, { id, wish }: Entry, where: Entry['wish'], seen: string): void {
  if (where === wish) return;
  const isRisen = wish === 'gone' || (wish === 'trash' && where === 'library');
  verdict[isRisen ? 'risen' : 'lost'].push(`${id} should be in ${wish} and is in ${where} ${seen}`);
}

const VISIBLE = ['processing', 'ready', 'rejected'];

/** Holds rows and objects, as they lie in the database and the store, against each other and against the ledgers. */
export function judgeStored(rows: readonly StoredRow[], objects: readonly string[], ledgers: readonly Ledger[]): Verdict {
  const verdict = noFindings();
  const stored = new Set(objects);
  const named = new Set(rows.flatMap(({ originalKey, keys }) => [originalKey, ...keys]));
  for (const key of stored) if (!named.has(key)) verdict.orphans.push(`no row names the object ${key}`);
  const visible = rows.filter(({ state }) => VISIBLE.includes(state));
  for (const { id, state } of rows) if (!VISIBLE.includes(state)) verdict.orphans.push(`${id} is ${state}`);
  for (const row of visible) judgeRow(row, stored, verdict);
  for (const [, same] of Map.groupBy(visible, ({ owner, sha256 }) => `${owner} ${sha256}`))
    if (same.length > 1) verdict.doubled.push(`the rows ${same.map(({ id }) => id).join(' and ')} have the same bytes`);
  const byId = new Map(visible.map((row) => [row.id, row]));
  for (const entry of ledgers.flatMap(({ acked }) => acked)) {
    const row = byId.get(entry.id!);
    place(verdict, entry, row ? (row.deletedAt === null ? 'library' : 'trash') : 'gone', 'in the database');
  }
  return verdict;
}

function judgeRow({ id, state, deletedAt, originalKey, keys, attempt }: StoredRow, stored: ReadonlySet<string>, verdict: Verdict): void {
  if (!stored.has(originalKey)) verdict.lost.push(`the original of ${id} is not in the store`);
  for (const key of keys) if (!stored.has(key)) verdict.lost.push(`${id} names ${key}, which is not in the store`);
  if (state === 'rejected') verdict.stuck.push(`${id} is rejected`);
  if (state === 'processing' && deletedAt === null) verdict.stuck.push(`${id} stays in processing`);
  if (state !== 'ready') return;
  if (keys.length !== 3) verdict.stuck.push(`${id} is ready with ${keys.length} sizes`);
  for (const key of keys) {
    const by = Number(/\/\d+-(\d+)\/\w+$/.exec(key)?.[1]);
    if (by !== attempt) verdict.zombies.push(`${key} was published by attempt ${by}, the last one is ${attempt}`);
  }
}
