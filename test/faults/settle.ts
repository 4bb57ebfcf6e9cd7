import { setTimeout as wait } from 'node:timers/promises';

import type { ImageList } from '#libs/api/image.js';

import type { Client } from '../harness/http/client.js';
import type { Site } from './site.js';

/** Milliseconds between two looks for pictures without sizes: looking takes what their makers need. */
const LOOK_MS = 500;

const list = (state: string) => (client: Client) => client.ask('GET', `/api/images?state=${state}&limit=500`);

/**
 * Waits until every picture of an account has its sizes, as long as their number falls: a busy machine is slow, and nothing is stuck.
 * @returns how many are left when none got them for so many milliseconds
 */
export async function settle(site: Site, client: Client, limit: number): Promise<number> {
  let [left, since] = [Infinity, performance.now()];
  while (performance.now() - since < limit) {
    const answer = await site.insist((url) => list('processing')(client.at(url)));
    const count = answer.status === 200 ? answer.json<ImageList>().items.length : Infinity;
    if (count === 0) return 0;
    if (count < left) [left, since] = [count, performance.now()];
    await wait(LOOK_MS);
  }
  return left;
}

/**
 * Has pictures tried again that were rejected since the store gave a wrong byte of their originals: the drive keeps them rejected until
 * somebody does. @returns how many
 */
export async function retryMisread(site: Site, client: Client): Promise<number> {
  const answer = await site.insist((url) => list('rejected')(client.at(url)));
  const misread = answer.json<ImageList>().items.filter(({ reason }) => reason?.code === 'CORRUPT');
  for (const { id } of misread) await site.insist((url) => client.at(url).ask('POST', `/api/images/${id}/retry`));
  return misread.length;
}
