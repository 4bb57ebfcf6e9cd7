import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import { everything } from '../faults/checker.js';
import { Client } from '../harness/http/client.js';
import { ready, until } from '../harness/http/until.js';
import { noise } from '../harness/images/images.js';
import { uploadUntilTaken } from './killed.js';
import type { ComposeStack, Service } from './stack.js';

const UPLOADERS = 4;
const SERVICES: readonly Service[] = ['gateway', 'auth', 'media', 'worker', 'decoder'];

/** `docker compose up` of another image while people upload, as an upgrade does it. */
export function upgraded(stack: ComposeStack): void {
  describe('when another image is started', () => {
    it('replaces every service and loses nothing that was acknowledged before or meanwhile', async () => {
      const ada = await Client.signUp(stack.url);
      const taken = new Map<string, Buffer>();
      let isDone = false;
      const upload = async () => {
        while (!isDone) {
          const bytes = await noise(500, 500);
          const { id } = await uploadUntilTaken(ada, bytes);
          taken.set(id, bytes);
          // While a service is replaced, an answer may be a 5xx or none.
          await until(async () => {
            const answer = await ada.ask('GET', `/api/images/${id}`).catch(() => null);
            return answer && answer.status < 500 && answer.json<{ state: string }>().state !== 'processing' ? true : null;
          });
        }
      };
      const upgrade = async () => {
        try {
          await until(async () => (taken.size > UPLOADERS ? true : null), 60_000);
          stack.image = await anotherImage(stack);
          await stack.up();
        } finally {
          isDone = true;
        }
      };
      await Promise.all([upgrade(), ...Array.from({ length: UPLOADERS }, upload)]);
      const wanted = await docker('image', 'inspect', '--format', '{{.Id}}', stack.image);
      for (const service of SERVICES) {
        const images = await Promise.all((await stack.containers(service)).map((id) => docker('inspect', '--format', '{{.Image}}', id)));
        expect([service, new Set(images)]).toEqual([service, new Set([wanted])]);
      }
      expect((await everything(ada, false)).map(({ id }) => id).toSorted()).toEqual([...taken.keys()].toSorted());
      for (const [id, bytes] of taken) {
        await ready(ada, id);
        expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes), id).toBe(true);
      }
    });
  });
}

/** Builds an image with the same contents and another id. @returns its name, which only this stack uses */
async function anotherImage({ name, image }: ComposeStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-image-'));
  try {
    await writeFile(join(folder, 'Dockerfile'), `FROM ${image}\nLABEL shoebox.test=${name}\n`);
    await docker('build', '--quiet', '--tag', `shoebox:${name}`, folder);
    return `shoebox:${name}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}
