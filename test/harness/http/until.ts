import { setTimeout as wait } from 'node:timers/promises';

import type { Image } from '#libs/api/image.js';

// Its types only: the set-up of a project, where there is no test, waits by this file, too.
import type { Answer } from './answer.js';
import type { Client } from './client.js';

/** Milliseconds between two looks; over HTTP there is nothing yet that tells. */
const PAUSE = 50;

/** Asks again until there is an answer that is not null. Ended by the test's own time limit, or with an error after so many milliseconds. */
export async function until<T>(look: () => Promise<T | null>, atMost = Infinity): Promise<T> {
  const deadline = performance.now() + atMost;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`nothing came within ${atMost} ms`);
    await wait(PAUSE);
  }
}

/**
 * Looks again until nothing is left. @param atMost milliseconds, after which the error says what was left at the last look
 * @throws what `look` throws, at once: what is left was not seen then
 */
export async function untilNone(look: () => Promise<readonly unknown[]>, atMost: number, context = () => ''): Promise<void> {
  const deadline = performance.now() + atMost;
  for (;;) {
    const left = await look();
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still there after ${atMost} ms: ${JSON.stringify(left, null, 2)}\n${context()}`);
    await wait(PAUSE);
  }
}

/** The picture once its sizes are made, or it was found that they can't be. */
export function settled(client: Client, id: string): Promise<Image> {
  return until(async () => {
    const image = await client.image(id);
    return image.state === 'processing' ? null : image;
  });
}

/** The picture once its sizes are made. Throws when they can't be. */
export async function ready(client: Client, id: string): Promise<Image> {
  const image = await settled(client, id);
  if (image.state !== 'ready') throw new Error(`${id} was ${image.state}: ${image.reason?.detail}`);
  return image;
}

/** What an image address gives in the end: its canonical form is followed, and what takes too long for one answer is asked for again. */
export function result(client: Client, path: string): Promise<Answer> {
  return until(async () => {
    const answer = await client.ask('GET', path);
    if (answer.status === 301) return result(client, String(answer.headers['location']));
    return answer.status === 503 ? null : answer;
  });
}
