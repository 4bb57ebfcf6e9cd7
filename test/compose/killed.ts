import { randomInt } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { Image } from '#libs/contract/image.js';

import { docker } from '../container/docker.js';
import { Client } from '../harness/client.js';
import { listen } from '../harness/event-stream.js';
import { noise } from '../harness/pictures.js';
import { ready } from '../harness/until.js';
import type { ComposeStack } from './stack.js';

const PICTURES = 40;
const UPLOADERS = 4;

/** As any client does: what was not answered, or with a 5xx, is sent again; the same bytes are the same picture. */
export async function uploadUntilTaken(client: Client, bytes: Buffer): Promise<Image> {
  const path = '/api/images';
  const headers = { 'content-type': 'application/octet-stream' };
  for (;;) {
    const answer = await client.ask('POST', path, { headers, body: bytes }).catch(() => null);
    if (answer && answer.status < 500) {
      expect([200, 201], answer.text).toContain(answer.status);
      return answer.json<Image>();
    }
  }
}

/** Listens as a browser does, which comes again with the last id it saw; resolves when all of these were told as ready. */
async function hearReady(client: Client, ids: ReadonlySet<string>, done: () => boolean): Promise<number> {
  const told = new Set<string>();
  let last: string | undefined;
  for (let streams = 1; ; streams++) {
    const events = await listen(client, last).catch(() => null);
    if (!events) continue;
    try {
      await events.find(({ data, lastEventId }) => {
        last = lastEventId;
        if (data['state'] === 'ready') told.add(data.id);
        return done() && [...ids].every((id) => told.has(id));
      });
      await events.close();
      return streams;
    } catch {
      // The media service behind it went; the next one goes on where this one was.
    }
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
      const heard = hearReady(ada, ids, () => ids.size === PICTURES);
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
      await heard;
      expect((await ada.ids()).toSorted()).toEqual([...ids].toSorted());
      for (const [id, bytes] of taken) {
        await ready(ada, id);
        expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes), id).toBe(true);
      }
      await stack.up();
    });
  });
}
