import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import type { ComposeStack } from './stack.js';

const CHILD = fileURLToPath(new URL('../harness/planted-child.mjs', import.meta.url));

/** Code of a picture that took over the decoder's children, in their real container. */
export function planted(stack: ComposeStack): void {
  describe('code in a child of the decoder', () => {
    it('reaches no secret, network, store, process or picture but its own, also when there are two at once', async () => {
      const people = await Promise.all([Client.signUp(stack.url), Client.signUp(stack.url)]);
      const folder = await mkdtemp(join(tmpdir(), 'planted-'));
      const override = join(folder, 'override.yml');
      const volume = `${CHILD}:/app/dist/libs/imaging/decoder/child.js:ro`;
      await writeFile(override, JSON.stringify({ services: { decoder: { volumes: [volume] } } }));
      const start = ['up', '--detach', '--wait', '--no-deps', 'decoder'];
      try {
        await stack.compose('--file', 'docker-compose.yml', '--file', override, ...start);
        const said = await Promise.all(
          people.map(async (person) => {
            const body = await jpeg(300, 200);
            const { detail } = await person.refused('BROKEN_IMAGE', 'POST', '/api/images', { body });
            return [JSON.parse(detail.slice(0, -1)) as object, body.length] as const;
          }),
        );
        for (const [found, bytes] of said) expect(found).toEqual({ bytes, sibling: true, tried: 26, reached: [] });
      } finally {
        await stack.compose(...start);
        await rm(folder, { recursive: true });
      }
    });
  });
}
