import { createHash } from 'node:crypto';

import { expect } from 'vitest';

import type { Image } from '#libs/api/image.js';

import type { Client } from '../harness/http/client.js';
import type { Ledger } from './ledger.js';

/** Everything of an account: what is in the library, or in the trash. */
export async function everything(client: Client, deleted: boolean): Promise<Image[]> {
  const images: Image[] = [];
  for (let before: string | null | undefined; before !== null;) {
    const page = await client.list({ limit: 500, deleted: String(deleted), ...(before && { before }) });
    images.push(...page.items);
    before = page.next;
  }
  return images;
}

export interface Verdict {
  /** Acknowledged and not where they should be, or not whole. */
  lost: string[];
  /** Bytes that are there more than once. */
  duplicated: string[];
  /** There, and never acknowledged nor taken away by their owner. */
  unacknowledged: string[];
}

/** Holds what an account has against what its clients were told. Every original is read. */
export async function judge(client: Client, ledger: Ledger): Promise<Verdict> {
  const [library, trash] = [await everything(client, false), await everything(client, true)];
  const found = Map.groupBy([...library, ...trash], ({ sha256 }) => sha256);
  const verdict: Verdict = { lost: [], duplicated: [], unacknowledged: [] };
  for (const [sha256, images] of found) {
    if (images.length > 1) verdict.duplicated.push(sha256);
    if (!ledger.find(sha256)?.ackAt) verdict.unacknowledged.push(sha256);
  }
  for (const { id, sha256, wish } of ledger.acked) {
    const image = found.get(sha256)?.[0];
    const where = image ? (image.deletedAt ? 'trash' : 'library') : 'gone';
    if (where !== wish || (image && image.id !== id)) verdict.lost.push(`${id} should be in ${wish} and is in ${where}`);
    if (wish === 'gone') expect((await client.ask('GET', `/api/images/${id}`)).status).toBe(404);
    if (where !== 'library') continue;
    const { status, bytes } = await client.ask('GET', `/get/${id}/o`);
    const whole = status === 200 && createHash('sha256').update(bytes).digest('hex') === sha256;
    if (!whole) verdict.lost.push(`${id} is not whole: ${status}, ${bytes.length} bytes`);
  }
  return verdict;
}
