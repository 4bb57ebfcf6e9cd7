import { beforeAll, expect, it } from 'vitest';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { loadConfig } from '#libs/config/config.js';
import { openAuthDatabase } from '#libs/infra/open.js';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { startDrive } from '../harness/drive/drive.js';
import { violations } from './axe.js';
import { browserSuite } from './browser-suite.js';
import { looksRight } from './look.js';

const DAY = 24 * 60 * 60 * 1000;

browserSuite(
  'an invitation',
  (stage) => {
    beforeAll(async () => {
      await Client.signUp(stage.drive.url);
    });

    /** Path of a link that the owner made. @param days until it ends */
    async function link(days: number): Promise<string> {
      const { token, hash } = makeOpaqueToken('invite');
      const auth = await openAuthDatabase(loadConfig({ SHOEBOX_DATA_DIR: stage.drive.dataDir! }));
      await auth.invites.insert({
        tokenHash: hash,
        createdAt: new Date(Date.now() - 7 * DAY),
        expiresAt: new Date(Date.now() + days * DAY),
        usedAt: null,
      });
      await auth.close();
      return `/invite/${token}`;
    }

    it.each([
      { script: true, width: 1280 },
      { script: false, width: 360, dark: true },
    ])('makes an account by its link, and tells the next one that it was used: %j', async (look) => {
      const path = await link(7);
      const { page } = await stage.visit({ ...look, as: null });
      stage.expect(/status of (403|422)/);
      await page.goto(path);
      await page.getByText('You are invited to store your pictures here.').waitFor();
      await looksRight(page);
      await page.getByLabel('E-mail').fill(newEmail('grace'));
      await page.getByLabel('Password').fill('password1');
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByText('This password is too weak').waitFor();
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
      // Who has an account by now and opens the link again comes home.
      await page.goto(path);
      await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();

      const { page: other } = await stage.visit({ ...look, as: null });
      await other.goto(path);
      await other.getByRole('heading', { name: 'This invitation has been used' }).waitFor();
      expect(await other.locator('form').count(), 'a form that would be filled in for nothing').toBe(0);
      await looksRight(other);
      if (look.script) expect(await violations(other)).toEqual([]);
      await other.getByRole('link', { name: 'Log in' }).click();
      await other.getByRole('heading', { name: 'Log in' }).waitFor();
    });

    it.each([{ script: true }, { script: false }])(
      'says of a link that ended, of half a link and of none what would help: %j',
      async (look) => {
        const { page } = await stage.visit({ ...look, width: 360, as: null });
        stage.expect(/status of 403/);
        for (const path of [await link(-1), (await link(7)).slice(0, -4)]) {
          await page.goto(path);
          await page.getByRole('heading', { name: 'This invitation has expired' }).waitFor();
          await page.getByText('ask the owner of the drive for another').waitFor();
          await looksRight(page);
        }
        await page.goto('/login');
        await page.getByRole('link', { name: 'Create account' }).click();
        await page.getByText('Ask the owner of the drive for an invitation').waitFor();
        expect(await page.locator('form').count()).toBe(0);
      },
    );

    it('that is used by somebody else while the form is filled in says so', async () => {
      const path = await link(7);
      const { page } = await stage.visit({ as: null });
      stage.expect(/status of 403/);
      await page.goto(path);
      const invite = path.split('/').at(-1);
      await new Client(stage.drive.url).json(
        'POST',
        '/api/auth/signup',
        { email: newEmail(), password: PASSWORD, invite },
        { status: 201 },
      );
      await page.getByLabel('E-mail').fill(newEmail());
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.getByRole('heading', { name: 'This invitation has been used' }).waitFor();
    });
  },
  () => startDrive({ env: { SHOEBOX_SIGN_UP: 'invite' } }),
);
