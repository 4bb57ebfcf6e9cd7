import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { browserSuite } from './browser-suite.js';
import { bar, box, five, NAMES, ticked, tile } from './selecting.js';

browserSuite('selecting pictures', (stage) => {
  it('by click, with Shift, and by clicks on the pictures once one is selected', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    await five(visit);
    await page.goto(path('list/20/'));
    expect(await bar(page).isVisible()).toBe(false);
    await box(page, 'a.jpg').click();
    await bar(page).getByText('1 selected').waitFor();
    await tile(page, 'c.jpg').click({ modifiers: ['Shift'] });
    expect(await ticked(page)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
    await tile(page, 'b.jpg').click();
    expect(await ticked(page)).toEqual(['a.jpg', 'c.jpg']);
    await bar(page).getByRole('button', { name: 'Clear selection' }).click();
    expect(await ticked(page)).toEqual([]);
    expect(await bar(page).isVisible()).toBe(false);
    await tile(page, 'b.jpg').click();
    await page.locator('img.shown').waitFor();
  });

  it('by key: arrows, Space, Shift with arrows, all, none', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    await five(visit);
    await page.goto(path('photos/'));
    await tile(page, 'a.jpg').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    expect(await ticked(page)).toEqual(['b.jpg']);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await ticked(page)).toEqual(['b.jpg', 'c.jpg', 'd.jpg']);
    await page.keyboard.press('Control+a');
    expect(await ticked(page)).toHaveLength(5);
    await page.keyboard.press('Escape');
    expect(await ticked(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('x');
    expect(await ticked(page)).toEqual(['c.jpg']);
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.getByText('One picture is in the trash.').waitFor();
    expect(await page.locator('.grid > li').count()).toBe(4);
  });

  it.each([
    { script: true, width: 1280 },
    { script: false, width: 390 },
  ])('downloads them as one zip file: %j', async (look) => {
    const visit = await stage.visit(look);
    const { page, path } = visit;
    await five(visit);
    await page.goto(path('list/20/'));
    for (const name of ['b.jpg', 'd.jpg']) await box(page, name).check();
    const downloading = page.waitForEvent('download');
    await bar(page).getByRole('button', { name: 'Download' }).click();
    const bytes = await readFile(await (await downloading).path());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    for (const name of NAMES) expect(bytes.includes(name), name).toBe(['b.jpg', 'd.jpg'].includes(name));
  });

  it.each(['list/20/', 'photos/'])('deletes after one question and takes it back for ten seconds, on %s', async (where) => {
    const visit = await stage.visit();
    const { page, path, client } = visit;
    const images = await five(visit);
    await page.goto(path(where));
    await page.evaluate('window.loadedOnce = true');
    for (const name of ['b.jpg', 'd.jpg']) await box(page, name).check();
    await bar(page).getByText('Delete').click();
    await bar(page).getByRole('button', { name: 'Move to trash' }).click();
    await page.getByRole('status').getByText('2 pictures are in the trash.').waitFor();
    expect(await page.locator('.grid > li').count()).toBe(3);
    expect(await client.ids({ deleted: 'true' })).toHaveLength(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, 'd.jpg').waitFor();
    expect(await page.locator('.grid > li').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['id']))).toEqual(
      images.map(({ id }) => id),
    );
    expect(await client.ids({ deleted: 'true' })).toEqual([]);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
  });

  it('offers to undo for ten seconds and no longer, but waits while somebody is about to', async () => {
    const visit = await stage.visit();
    const { page, path } = visit;
    await five(visit);
    await page.goto(path('list/20/'));
    await box(page, 'a.jpg').check();
    await bar(page).getByText('Delete').click();
    await bar(page).getByRole('button', { name: 'Move to trash' }).click();
    const toast = page.locator('.toast');
    await toast.waitFor();
    const [animation] = await toast.evaluate((element) =>
      element.getAnimations().map(({ effect, playState }) => ({ delay: effect!.getTiming().delay, playState })),
    );
    expect(animation).toEqual({ delay: 10_000, playState: 'running' });
    await toast.hover();
    expect(await toast.evaluate((element) => element.getAnimations()[0]!.playState)).toBe('paused');
    await page.mouse.move(5, 5);
    await toast.evaluate((element) => element.getAnimations()[0]!.finish());
    await toast.waitFor({ state: 'detached' });
  });

  it.each([{ script: true }, { script: false }])('takes a deletion from the page of a picture back: %j', async (look) => {
    const visit = await stage.visit({ ...look, width: 390 });
    const { page, path, client } = visit;
    const [newest] = await five(visit);
    await page.goto(path(`view/${newest!.id}?in=photos`));
    await page.getByRole('link', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Move to trash' }).click();
    await page.waitForURL((url) => url.pathname === path('photos/'));
    await page.getByText('The picture is in the trash.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, 'a.jpg').waitFor();
    expect(await page.getByText('The picture is in the trash.').count()).toBe(0);
    expect(await client.ids()).toHaveLength(5);
  });

  it.each([{ script: true }, { script: false }])('restores and purges what is selected in the trash, without Undo: %j', async (look) => {
    const visit = await stage.visit(look);
    const { page, path, client } = visit;
    const images = await five(visit);
    await client.json('POST', '/api/images/bulk', { ids: images.map(({ id }) => id), action: 'delete' });
    await page.goto(path('trash/'));
    await page.getByText('30 days left').first().waitFor();
    for (const name of ['a.jpg', 'b.jpg']) await box(page, name).check();
    await bar(page).getByRole('button', { name: 'Restore' }).click();
    await expect.poll(() => page.locator('.trash > li').count()).toBe(3);
    for (const name of ['c.jpg', 'd.jpg']) await box(page, name).check();
    await bar(page).getByText('Delete for good').first().click();
    await bar(page).getByRole('button', { name: 'Delete for good' }).click();
    await expect.poll(() => page.locator('.trash > li').count()).toBe(1);
    expect(await client.ids()).toHaveLength(2);
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('deletes without a script by the plain form, and offers to undo', async () => {
    const visit = await stage.visit({ script: false });
    const { page, path, client } = visit;
    await five(visit);
    await page.goto(path('list/20/'));
    await box(page, 'a.jpg').check();
    await box(page, 'e.jpg').check();
    await bar(page).getByText('Delete').click();
    await bar(page).getByRole('button', { name: 'Move to trash' }).click();
    await page.waitForURL(`**${path('list/20/')}`);
    expect(await page.locator('.grid > li').count()).toBe(3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(`**${path('list/20/')}`);
    expect(await client.ids()).toHaveLength(5);
  });
});
