import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';

import { PASSWORD } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';

/** Goes on by Tab until this is in focus, and holds that the focus can be seen there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 40; steps++) {
    await page.keyboard.press('Tab');
    const focus = page.locator(':focus');
    // Behind the last one comes the browser's own, then the first again.
    if ((await focus.count()) === 0) continue;
    if (!(await focus.evaluate((element, wanted) => element.matches(wanted), selector))) continue;
    // The file field is drawn by its label.
    const outline = await focus.evaluate((element) =>
      [element, ...((element instanceof HTMLInputElement && element.labels) || [])].some((drawn) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
        return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
      }),
    );
    expect(outline, `the focus on ${selector}`).toBe(true);
    return;
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

browserSuite('by the keyboard alone', (stage) => {
  it('logs in, uploads, looks and deletes', async () => {
    const { client } = await stage.visit();
    const { page } = await stage.visit({ as: null });
    const picture = file('typed.jpg', await jpeg());
    page.on('filechooser', (chooser) => void chooser.setFiles([picture]));
    await page.goto(`/login?next=/${client.user.name}/list/5/`);
    await tabTo(page, '.skip');
    await tabTo(page, '[name=email]');
    await page.keyboard.type(client.user.email);
    await tabTo(page, '[name=password]');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();

    await tabTo(page, '.bar .button');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Upload' }).waitFor();
    await tabTo(page, 'input[type=file]');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 uploaded').waitFor();
    await tabTo(page, '.upload-buttons a');
    await page.keyboard.press('Enter');
    await page.locator('img.shown').waitFor();
    await tabTo(page, '.sizes a[href$="/l"]');
    await page.keyboard.press('Enter');
    await page.locator('.sizes a[href$="/l"][aria-current=page]').waitFor();
    await tabTo(page, '.bar .danger');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Move to trash?' }).waitFor();
    await tabTo(page, '.ask .danger');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No pictures yet' }).waitFor();
  });

  it('skips the menu, and leaves a question by Escape', async () => {
    const { page, client, path } = await stage.visit();
    const { id } = await client.upload(await jpeg());
    await client.send('DELETE', `/api/images/${id}`);
    await page.goto(path('trash/'));
    await tabTo(page, '.skip');
    await page.keyboard.press('Enter');
    await tabTo(page, 'details.confirm.end > summary');
    const question = page.getByText('Everything in the trash is deleted for good.');
    await page.keyboard.press('Enter');
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
  });
});
