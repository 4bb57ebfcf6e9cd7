import { randomInt } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { docker } from '../container/docker.js';
import { Client } from '../harness/http/client.js';
import { listen } from '../harness/http/event-stream.js';
import { noise } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';
import type { ComposeStack } from './stack.js';

const PICTURES = 40;
const UPLOADERS = 4;

/** As any client does: what was not answered, or with a 5xx, is sent again; the same bytes are the same picture. */
export function uploadUntilTaken(client: Client, bytes: Buffer): Promise<Image> {
  const headers = { 'content-type': 'application/octet-stream' };
  return until(async () => {
    const answer = await client.ask('POST', '/api/images', { headers, body: bytes }).catch(() => null);
    if (!answer || answer.status >= 500) return null;
    expect([200, 201], answer.text).toContain(answer.status);
    return answer.json<Image>();
  });
}

/** Listens as a browser does, which comes again with the last id it saw, until it is stopped; puts what was told as ready into `told`. */
async function hearReady(client: Client, told: Set<string>, stop: AbortSignal): Promise<void> {
  let last: string | undefined;
  while (!stop.aborted) {
    const events = await listen(client, last).catch(() => null);
    if (!events) continue;
    const close = () => void events.close();
    stop.addEventListener('abort', close);
    try {
      await events.find(({ data, lastEventId }) => {
        last = lastEventId;
        if (data['state'] === 'ready') told.add(data.id);
        return stop.aborted;
      });
    } catch {
      // The media service behind it went; the next one goes on where this one was.
    }
    stop.removeEventListener('abort', close);
  }
}

/** One of each that there are two of goes, in the middle of everything. */
export function killed(stack: ComposeStack): void {
  describe('when a worker and a media service are killed', () => {
    it('loses nothing, makes every picture ready, and goes on telling', async () => {
      const ada = await Client.signUp(stack.url);
      const pictures = await Promise.all(Array.from({ length: PICTURES }, () => noise(randomInt(600, 1400), randomInt(600, 1400))));
      const taken = new Map<string, Buffer>();
      const ids = new Set<string>();
      const told = new Set<string>();
      const stop = new AbortController();
      const hearing = hearReady(ada, told, stop.signal);
      const left = [...pictures];
      const work = async () => {
        for (let bytes = left.pop(); bytes; bytes = left.pop()) {
          const { id } = await uploadUntilTaken(ada, bytes);
          taken.set(id, bytes);
          ids.add(id);
          if (ids.size === PICTURES / 4) await docker('kill', (await stack.containers('media'))[0]!);
          if (ids.size === PICTURES / 2) await docker('kill', (await stack.containers('worker'))[0]!);
        }
      };
      await Promise.all(Array.from({ length: UPLOADERS }, work));
      expect(await stack.containers('media')).toHaveLength(1);
      expect(await stack.containers('worker')).toHaveLength(1);
      // An upload whose answer was lost is told as ready before it is known here.
      await until(async () => (ids.isSubsetOf(told) ? true : null));
      stop.abort();
      await hearing;
      expect((await ada.ids()).toSorted()).toEqual([...ids].toSorted());
      for (const [id, bytes] of taken) {
        await ready(ada, id);
        expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes), id).toBe(true);
      }
      await stack.up();
    });
  });
}
