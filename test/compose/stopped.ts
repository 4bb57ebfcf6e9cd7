import { describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import type { Answer } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { jpeg, noise } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';
import { uploadUntilTaken } from './killed.js';
import type { Service, ComposeStack } from './stack.js';

/** Milliseconds to the answer while a store is away, which may be late on a busy machine, and to recovery once it is back. */
const ANSWER_MS = 2_000 + 500;
const RECOVERY_MS = 10_000;

const APPS: readonly Service[] = ['gateway', 'auth', 'media', 'worker'];

/** The real servers stop and come back. */
export function stopped(stack: ComposeStack): void {
  /** One line for each app's container: which it is, and since when it runs. */
  async function lives(): Promise<string> {
    const ids = (await Promise.all(APPS.map((app) => stack.containers(app)))).flat();
    return docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}} {{.RestartCount}}', ...ids);
  }

  async function timed(ask: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
    const start = performance.now();
    const answer = await ask();
    return { answer, ms: performance.now() - start };
  }

  describe('when Redis is stopped', () => {
    it.each([
      ['with what it had', 'kept'],
      ['empty', 'emptied'],
    ])('takes pictures and shows them, and makes all ready when it is back %s', async (_, how) => {
      const ada = await Client.signUp(stack.url);
      const before = await ready(ada, (await ada.upload(await noise(900, 700))).id);
      const processes = await lives();
      await stack.compose('stop', 'redis');
      const upload = await jpeg(300, 200);
      const { answer, ms } = await timed(() =>
        ada.send('POST', '/api/images', { headers: { 'content-type': 'image/jpeg' }, body: upload }),
      );
      expect(answer.status).toBe(201);
      expect(ms).toBeLessThan(ANSWER_MS);
      const { id } = answer.json<{ id: string }>();
      expect((await ada.get(`/get/${id}/o`)).bytes.equals(upload)).toBe(true);
      await ada.get(`/get/${before.id}/s?exact`, { status: 200 });
      expect(await ada.ids()).toEqual([id, before.id]);
      if (how === 'emptied') {
        await stack.compose('rm', '--force', 'redis');
        await docker('volume', 'rm', `${stack.name}_redis`);
      }
      await stack.compose('up', '--detach', '--wait', '--no-deps', 'redis');
      await ready(ada, id);
      await ready(ada, (await ada.upload(await jpeg())).id);
      expect(await lives()).toBe(processes);
    });
  });

  describe('when the decoder is killed', () => {
    it('takes no new picture meanwhile and goes on with all else, and makes ready what it was at when it is back', async () => {
      const ada = await Client.signUp(stack.url);
      const before = await ready(ada, (await ada.upload(await jpeg())).id);
      const processes = await lives();
      const { id } = await ada.upload(await noise(4000, 3000));
      await stack.compose('kill', 'decoder');
      const other = await jpeg();
      const headers = { 'content-type': 'image/jpeg' };
      const answer = await ada.ask('POST', '/api/images', { headers, body: other });
      expect(answer.status, answer.text).toBe(503);
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      await ada.get(`/get/${before.id}/s?exact`, { status: 200 });
      await stack.compose('up', '--detach', '--wait', '--no-deps', 'decoder');
      await ready(ada, id);
      await ready(ada, (await uploadUntilTaken(ada, other)).id);
      expect(await lives()).toBe(processes);
    });
  });

  describe.each([
    ['mongo', /database/],
    ['minio', /store/],
  ] as const)('when %s is stopped', (store, named) => {
    it('says so at once, which one it is, and works again by itself when it is back', async () => {
      const ada = await Client.signUp(stack.url);
      const picture = await jpeg(300, 200);
      const { id } = await ada.upload(picture);
      await ready(ada, id);
      const processes = await lives();
      await stack.compose('stop', store);
      const headers = { 'content-type': 'image/jpeg' };
      const other = await jpeg();
      for (const ask of [
        () => ada.ask('POST', '/api/images', { headers, body: other }),
        () => ada.ask('GET', `/get/${id}/o`),
        () => ada.ask('POST', '/api/images', { headers, body: other }),
      ]) {
        const { answer, ms } = await timed(ask);
        expect(answer.status, answer.text).toBe(503);
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
        expect(ms).toBeLessThan(ANSWER_MS);
      }
      expect(await until(async () => (await stack.wrong()) || null)).toMatch(named);
      await stack.compose('start', store);
      await until(async () => ((await health(store)) === 'healthy' ? true : null));
      const back = performance.now();
      await stack.ready(RECOVERY_MS);
      const again = await until(async () => {
        const answer = await ada.ask('POST', '/api/images', { headers, body: other });
        return answer.status < 500 ? answer.json<{ id: string }>() : null;
      });
      await ready(ada, again.id);
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      expect((await ada.get(`/get/${id}/o`)).bytes.equals(picture)).toBe(true);
      expect(await lives()).toBe(processes);
    });

    async function health(service: Service): Promise<string> {
      const [container] = await stack.containers(service);
      return docker('inspect', '--format', '{{.State.Health.Status}}', container!);
    }
  });
}
