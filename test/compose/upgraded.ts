import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { docker } from '../container/docker.js';
import { Client } from '../harness/http/client.js';
import { ready, until } from '../harness/http/until.js';
import { noise } from '../harness/images/images.js';
import { uploadUntilTaken } from './killed.js';
import type { ComposeStack, Service } from './stack.js';

const UPLOADERS = 4;
const SERVICES: readonly Service[] = ['gateway', 'auth', 'media', 'worker'];

/** `docker compose up` of a newer image while people upload. */
export function upgraded(stack: ComposeStack): void {
  describe('when a newer image is started', () => {
    it('replaces every service and loses nothing that was acknowledged before or meanwhile', async () => {
      const ada = await Client.signUp(stack.url);
      const taken = new Map<string, Buffer>();
      let isDone = false;
      const work = async () => {
        while (!isDone) {
          const bytes = await noise(500, 500);
          const { id } = await uploadUntilTaken(ada, bytes);
          taken.set(id, bytes);
          // While a service is replaced, an answer may be a 5xx or none.
          await until(() => ready(ada, id).catch(() => null));
        }
      };
      const working = Promise.all(Array.from({ length: UPLOADERS }, work));
      await until(async () => (taken.size > UPLOADERS ? true : null));
      stack.image = await newerImage(stack.image);
      await stack.up().finally(() => (isDone = true));
      await working;
      const wanted = await docker('image', 'inspect', '--format', '{{.Id}}', stack.image);
      for (const service of SERVICES) {
        const images = await Promise.all((await stack.containers(service)).map((id) => docker('inspect', '--format', '{{.Image}}', id)));
        expect([service, new Set(images)]).toEqual([service, new Set([wanted])]);
      }
      expect((await ada.ids()).toSorted()).toEqual([...taken.keys()].toSorted());
      for (const [id, bytes] of taken) {
        await ready(ada, id);
        expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes), id).toBe(true);
      }
    });
  });
}

/** Builds an image with the same contents and another id. @returns its name */
async function newerImage(image: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-newer-'));
  await writeFile(join(folder, 'Dockerfile'), `FROM ${image}\nLABEL shoebox.test=newer\n`);
  await docker('build', '--quiet', '--tag', `${image}-newer`, folder);
  await rm(folder, { recursive: true });
  return `${image}-newer`;
}
