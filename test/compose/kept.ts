import { describe, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import type { ComposeStack } from './stack.js';

/** `docker compose down` takes the containers and the networks away, and `up` has everything again. */
export function kept(stack: ComposeStack): void {
  describe('down and up again', () => {
    it('keeps accounts, sessions, pictures, sizes and secrets', async () => {
      const ada = await Client.signUp(stack.url);
      const picture = await noise(1200, 900);
      const made = await ready(ada, (await ada.upload(picture)).id);
      const small = await ada.get(`/get/${made.id}/s?exact`);
      const secret = await stack.exec('media', 'cat', '/run/secrets/minio-media/url');
      await stack.compose('down');
      await stack.up();
      expect(await stack.exec('media', 'cat', '/run/secrets/minio-media/url')).toBe(secret);
      expect((await ada.get('/api/auth/me')).json()).toMatchObject({ user: { email: ada.user.email } });
      expect(await ada.image(made.id)).toEqual(made);
      expect((await ada.get(`/get/${made.id}/o`)).bytes.equals(picture)).toBe(true);
      expect((await ada.get(`/get/${made.id}/s?exact`)).bytes.equals(small.bytes)).toBe(true);
      await ready(ada, (await ada.upload(await noise(500, 400))).id);
    });
  });
}
