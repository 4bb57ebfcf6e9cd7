import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { Client, PASSWORD } from '../harness/http/client.js';
import { jpeg, taken } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { inSight, looksRight } from './look.js';

const NEXT = 'a wholly different sentence';

browserSuite('the account and the photos', (stage) => {
  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390, dark: true },
  ])('changes the password, ends a session, makes and deletes a token: %j', async (look) => {
    const { page, client, path } = await stage.visit(look);
    const other = await stage.visit({ as: client });
    stage.expect(/status of (401|422)/);
    await page.goto(path('list/5/'));
    await page.getByRole('link', { name: 'Account' }).click();
    expect(await page.locator('.facts').first().textContent()).toContain(client.user.email);
    await page.getByText(/^0 B in 0 pictures/).waitFor();

    // Two devices besides the session of the API, each with its own button.
    const sessions = page.locator('.entries').first().locator('.entry');
    expect(await sessions.count()).toBe(3);
    for (let left = 2; left > 0; left--) {
      await sessions.filter({ hasNotText: 'This device' }).first().getByRole('button').click();
      await page.getByRole('status').getByText('That device is logged out').waitFor();
      expect(await sessions.count()).toBe(left);
    }
    await other.page.goto(path('list/5/'));
    await other.page.getByRole('heading', { name: 'Log in' }).waitFor();

    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill(NEXT);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('#current-error').getByText('The current password is wrong').waitFor();
    await expect.poll(() => inSight(page.locator('#current-error'))).toBe(true);
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password').fill(NEXT);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('status').getByText('Your password was changed').waitFor();
    await expect.poll(() => inSight(page.locator('#done'))).toBe(true);

    await page.locator('summary', { hasText: 'Create token' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Kitchen frame');
    await page.getByLabel('View your pictures').uncheck();
    await page.getByRole('button', { name: 'Create token' }).click();
    await page.getByRole('alert').getByText('Select at least one permission').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Kitchen frame');
    await page.getByLabel('View your pictures').check();
    await page.getByRole('button', { name: 'Create token' }).click();
    const made = page.getByLabel('Your new token “Kitchen frame”');
    const token = await made.inputValue();
    await expect.poll(() => inSight(made), { message: 'it is shown this once' }).toBe(true);
    const frame = client.with(token);
    await frame.get('/api/images');
    const copy = page.getByRole('button', { name: 'Copy' });
    expect(await copy.count()).toBe(look.script ? 2 : 0);
    if (look.script) {
      await copy.first().click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
    }
    await page.goto(path('account/'));
    expect(await page.content()).not.toContain(token);
    await page.getByLabel('Delete the token Kitchen frame').click();
    await page.getByRole('button', { name: 'Delete token', exact: true }).click();
    await page.getByRole('status').getByText('The token was deleted').waitFor();
    await frame.refused('NOT_LOGGED_IN', 'GET', '/api/images');

    await page.getByRole('button', { name: 'Log out', exact: true }).first().click();
    await page.getByLabel('E-mail or user name').fill(client.user.email);
    await page.getByLabel('Password').fill(NEXT);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
  });

  it('shows the photos by the month of the camera, wherever one is, without a script page by page', async () => {
    const owner = await Client.signUp(stage.drive.url);
    const eve = await owner.upload(await taken('2019:06:30 23:30:00'), { name: 'eve.jpg' });
    for (let count = 0; count < 60; count++) await owner.upload(await jpeg(8, 6), { modifiedAt: '2020-02-03T04:05:06Z' });
    await ready(owner, eve.id);
    for (const script of [true, false]) {
      const { page, path } = await stage.visit({ as: owner, script });
      await page.goto(path('list/5/'));
      await page.getByRole('link', { name: 'By date' }).click();
      if (!script) {
        expect(await page.locator('h2').allTextContents()).toEqual(['February 2020']);
        expect(await page.locator('.grid > li').count()).toBe(60);
        await page.getByRole('link', { name: 'Show more' }).click();
      }
      await page.getByRole('heading', { name: 'June 2019' }).waitFor();
      if (!script) expect(await page.locator('.grid > li').count()).toBe(1);
      await page.getByRole('heading', { name: 'June 2019' }).scrollIntoViewIfNeeded();
      await page.getByRole('link', { name: 'eve.jpg' }).click();
      // In the zone of this window it was July already.
      expect(await page.locator('.facts time').first().textContent()).toMatch(/^30 June? 2019(,| at) 23:30$/);
      await page.goBack();
      if (!script) await page.getByRole('link', { name: 'Newest' }).click();
      await page.getByRole('heading', { name: 'February 2020' }).waitFor();
    }
    await owner.removeAll();
  });

  it('hears from the drive when a picture is ready, without asking again and again', async () => {
    const { page, client, path } = await stage.visit();
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    await client.upload(await jpeg(3000, 2000), { name: 'late.jpg' });
    await page.goto(path('photos/'));
    await page.evaluate('window.loadedOnce = true');
    await page.locator('img[alt="late.jpg"]').waitFor();
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
    expect(asked).not.toContain('/api/images');
  });

  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390, dark: true },
  ])('gives a token for ShareX its configuration, which looks right: %j', async (look) => {
    const { page, client, path } = await stage.visit(look);
    await page.goto(path('account/'));
    await page.locator('summary', { hasText: 'Create token' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Screenshots');
    await page.getByLabel('Upload pictures').check();
    await page.getByLabel('Create links and stop them').check();
    await page.getByRole('button', { name: 'Create token' }).click();
    const token = await page.getByLabel('Your new token “Screenshots”').inputValue();
    await looksRight(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download for ShareX' }).click()]);
    expect(download.suggestedFilename()).toBe(`${stage.drive.url.slice('http://'.length).replace(':', '-')}.sxcu`);
    const { RequestURL, Headers } = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect([RequestURL, Headers]).toEqual([`${client.url}/api/shares/upload`, { Authorization: `Bearer ${token}` }]);
  });
});
