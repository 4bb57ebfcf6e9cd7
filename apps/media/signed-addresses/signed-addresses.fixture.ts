import { expect } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { AddressKeyMade } from '#libs/api/signed-address.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import { resultPrefix } from '#libs/domain/transform/results.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

/** The digest of every result of `openSigning`. */
export const DIGEST = 'c'.repeat(32);

export type Person = ReturnType<TestMedia['as']>;
export type Signing = Awaited<ReturnType<typeof openSigning>>;

/** Media with a preset `half`, and a worker that makes the same bytes of everything. */
export async function openSigning() {
  const media = await openMedia({ SHOEBOX_PRESETS: 'half=_CRP0,0,50,100_' });
  /** The modifiers that the worker was asked for. */
  const made: string[] = [];
  const worker = { before: async (): Promise<unknown> => undefined };
  media.queue.process(
    async (job) => {
      if (!('transform' in job)) return;
      const { name, modifiers, format } = job.transform;
      made.push(modifiers);
      await worker.before();
      const { owner } = (await media.images.find(job.imageId))!;
      await putText(media.objects, media.dataDir, `${resultPrefix(owner, job.imageId, name)}${DIGEST}.${format}`, 'the bytes');
    },
    { concurrency: 1 },
  );
  let seed = 0x510000;
  return {
    media,
    made,
    /** What the worker does before it puts a result. */
    worker,
    /** Somebody with a session: media tells it from a token by its id. */
    session(user: string): Person {
      const claims = { sub: `id-of-${user}`, name: user, scope: 'read upload write share', sid: `sid-${user}` };
      const authorization = `Bearer ${media.auth.sign(claims)}`;
      const call = (path: string, init: RequestInit = {}) =>
        fetch(media.url + path, { redirect: 'manual', ...init, headers: { authorization, ...(init.headers as Record<string, string>) } });
      return Object.assign(call, { authorization, owner: `id-of-${user}` });
    },
    async upload(who: Person): Promise<Image> {
      return (await (await who('/api/images?name=a.png', { method: 'POST', body: png(++seed) })).json()) as Image;
    },
    async makeKey(who: Person): Promise<AddressKeyMade> {
      const answer = await who('/api/signing-keys', json({ name: 'Blog' }));
      expect(answer.status).toBe(201);
      return (await answer.json()) as AddressKeyMade;
    },
    /** What a visitor gets at a signed address. */
    look: (address: string, init: RequestInit = {}) => fetch(`${media.url}/signed${address}`, { redirect: 'manual', ...init }),
  };
}

export function json(body: unknown, method = 'POST') {
  return { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
