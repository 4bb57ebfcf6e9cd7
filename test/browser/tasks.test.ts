import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { expect, it } from 'vitest';

import { Client, newEmail, PASSWORD } from '../harness/http/client.js';
import { cutJpeg, jpeg, unique } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';
import { browserSuite } from './browser-suite.js';
import { file } from './files.js';
import { inSight } from './look.js';

const DAY = 24 * 60 * 60 * 1000;

/** Goes only by words that stand on the page. What made people stop and think on these ways was mended, and may not come back. */
browserSuite('what people come for', (stage) => {
  it('“Put these 30 holiday photos in, and send me the medium size of the third.”', async () => {
    const { page, context } = await stage.visit({ as: null });
    await page.goto('/');
    await page.getByRole('link', { name: 'Create account' }).click();
    await page.getByLabel('E-mail').fill(newEmail());
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Upload pictures' }).click();
    const names = Array.from({ length: 30 }, (_, index) => `Holiday ${index + 1}.jpg`);
    const photos = await Promise.all(names.map(async (name) => file(name, await unique(1600, 1200).jpeg().toBuffer())));
    await page.getByLabel('Choose pictures').setInputFiles(photos);
    await page.getByText('30 of 30 uploaded').waitFor();
    // Where the pictures are is said where one looks, and all of them are there.
    await page.getByRole('link', { name: 'See your pictures' }).click();
    await page.locator('img[alt="Holiday 3.jpg"]').waitFor();
    expect(await page.locator('.grid > li').count()).toBe(30);

    await page.getByRole('link', { name: 'Holiday 3.jpg' }).click();
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByLabel('Small').uncheck();
    await page.getByLabel('Large').uncheck();
    await page.getByRole('button', { name: 'Create link' }).click();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());

    const friend = await stage.visit({ as: null, width: 390, touch: true });
    await friend.page.goto(link);
    const [download] = await Promise.all([friend.page.waitForEvent('download'), friend.page.getByRole('link', { name: /^Medium/ }).tap()]);
    expect(download.suggestedFilename()).toBe('Holiday 3-m.jpg');
    const { width, height } = await sharp(await readFile(await download.path())).metadata();
    expect([width, height]).toEqual([1024, 768]);
  });

  it('“On your phone, find the picture from last week, delete it, and change your mind.”', async () => {
    const client = await Client.signUp(stage.drive.url);
    const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
    for (const [name, days] of [
      ['Today.jpg', 0],
      ['Sunday lunch.jpg', 7],
      ['Spring.jpg', 90],
    ] as const)
      await ready(client, (await client.upload(await jpeg(400, 300), { name, modifiedAt: ago(days) })).id);
    const { page } = await stage.visit({ as: client, width: 390, touch: true });
    await page.goto('/');
    await page.getByLabel('Search your pictures').fill('last week');
    await page.getByLabel('Search your pictures').press('Enter');
    const found = page.locator('.grid > li');
    await page.getByRole('link', { name: 'Sunday lunch.jpg' }).waitFor();
    expect(await found.count()).toBe(1);
    await page.getByRole('link', { name: 'Sunday lunch.jpg' }).tap();
    await page.getByRole('link', { name: 'Delete' }).tap();
    await page.getByRole('button', { name: 'Move to trash' }).tap();
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    await expect.poll(() => inSight(undo)).toBe(true);
    await undo.tap();
    await page.getByText('Undo').waitFor({ state: 'detached' });
    expect(await client.ids()).toHaveLength(3);
  });

  it.each([{ width: 1280 }, { width: 390, touch: true }])('“Find out why this picture has no thumbnail.” %j', async (look) => {
    const { page, client } = await stage.visit(look);
    await settled(client, (await client.upload(await cutJpeg(), { name: 'From the old phone.jpg' })).id);
    await page.goto('/');
    // The rows of a phone are too low for more than that it can't be shown; the page of the picture says why.
    const why = page.getByText(look.width === 390 ? 'Can’t be shown' : 'This picture is damaged or not whole.').first();
    await expect.poll(() => inSight(why)).toBe(true);
    await why.click();
    await page.getByRole('heading', { name: 'This picture can’t be shown' }).waitFor();
    const answer = page.locator('.alert p');
    expect(await answer.textContent()).toMatch(/^This picture is damaged or not whole\. Copy it from the camera or phone again/);
    await expect.poll(() => inSight(answer), { message: 'the answer is seen without scrolling' }).toBe(true);
    await page.getByText('Small, Medium, Large').waitFor();
  });
});
