import { expect, it } from 'vitest';

import { newEmail, PASSWORD } from '../harness/http/client.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { settled } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';

browserSuite('without JavaScript', (stage) => {
  it('makes an account, says what is wrong with a password or a log-in, and logs out and in', async () => {
    const { page } = await stage.visit({ script: false, as: null, width: 390 });
    stage.expect(/status of (401|422|409)/);
    const email = newEmail('mary');
    await page.goto('/signup');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('password1');
    await page.getByRole('button').click();
    await page.getByText('This password is too weak').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(email);
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('E-mail or user name').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button').click();
    await page.getByRole('alert').getByText('Wrong e-mail or password').waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
  });

  it('uploads by the plain form, and names each file that did not go in', async () => {
    const { page, path } = await stage.visit({ script: false });
    stage.expect(/status of 422/);
    await page.goto(path('upload/'));
    await page.getByLabel('Choose pictures').setInputFiles([file('one.jpg', await jpeg()), file('two.jpg', await jpeg())]);
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.waitForURL(`**${path('list/5')}`);
    expect(await page.locator('.grid > li').count()).toBe(2);

    for (const good of [1, 0]) {
      await page.goto(path('upload/'));
      const files = [file('<b>letter.jpg', Buffer.from('Dear Ada,')), ...(good ? [file('three.jpg', await jpeg())] : [])];
      await page.getByLabel('Choose pictures').setInputFiles(files);
      const answering = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.getByRole('button', { name: 'Upload' }).click();
      expect((await answering).status()).toBe(422);
      const alert = page.getByRole('alert');
      await alert.getByRole('heading', { name: '1 file failed' }).waitFor();
      expect(await alert.getByRole('listitem').textContent()).toMatch(/^<b>letter\.jpg: This type is not supported/);
      expect(await alert.getByText('1 picture uploaded.').count()).toBe(good);
    }
  });

  it('renames, tries again, deletes, restores, deletes for good and empties the trash', async () => {
    const { page, client, path } = await stage.visit({ script: false });
    stage.expect(/status of 400/);
    const cut = await settled(client, (await client.upload(await cutJpeg(), { name: 'cut.jpg' })).id);
    await client.upload(await jpeg(), { name: 'other.jpg' });
    await page.goto(path(`view/${cut.id}`));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Preparing this picture').or(page.getByText('This picture can’t be shown')).waitFor();
    expect((await settled(client, cut.id)).generation).toBeGreaterThan(cut.generation);

    await page.getByText('Change name or date').click();
    await page.getByLabel('Name').fill(' ');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#name-error').waitFor();
    await page.getByLabel('Name').fill('whole.jpg');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'whole.jpg' }).waitFor();

    const bin = async () => {
      await page.getByRole('link', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Move to trash' }).click();
      await page.waitForURL(/\/list\/\d+\/?(#.*)?$/);
    };
    await bin();
    expect(await page.locator('.grid > li').count()).toBe(1);
    await page.goto(path('trash/'));
    await page.getByRole('button', { name: 'Restore whole.jpg' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.goto(path(`view/${cut.id}`));
    await bin();
    await page.goto(path('trash/'));
    await page.getByLabel('Delete whole.jpg for good').click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    await page.goto(path('list/5/'));
    await page.getByRole('link', { name: 'other.jpg' }).click();
    await bin();
    await page.goto(path('trash/'));
    await page.getByText('Empty trash').click();
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    expect(await client.ids({ deleted: 'true' })).toEqual([]);
  });
});
