import { afterAll, beforeAll, expect, it } from 'vitest';

import { CLOCK_HOLD } from '#libs/domain/drive/clock-hold.js';
import { noteBackup } from '#libs/domain/drive/facts.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());
const status = async () => (await media.as('ada')('/api/drive')).json();

it('GET /api/drive says that there was no backup and no check yet', async () => {
  expect(await status()).toEqual({ lastBackup: null, lastVerify: null, clock: null });
});

it('GET /api/drive has the last backup and the last check, without where the backup lies', async () => {
  const at = '2026-05-18T10:00:00.000Z';
  await noteBackup(media.drive, { at, images: 3, bytes: 4_404_019, damaged: 0, dest: '/backup' });
  await media.drive.setFact('last-verify', JSON.stringify({ at, damaged: 2, checked: 3 }));
  expect(await status()).toEqual({ lastBackup: { at, images: 3, bytes: 4_404_019 }, lastVerify: { at, damaged: 2 }, clock: null });
});

it('GET /api/drive says until when nothing is deleted by age', async () => {
  const hold = { heldUntil: '2026-06-18T11:00:00.000Z', lastSeen: '2026-05-18T10:00:00.000Z' };
  await media.drive.setFact(CLOCK_HOLD, JSON.stringify(hold));
  expect(await status()).toMatchObject({ clock: hold });
  await media.drive.setFact(CLOCK_HOLD, '');
  expect(await status()).toMatchObject({ clock: null });
});

it('GET /api/drive takes no query, and the scope `read`', async () => {
  expect((await media.as('ada')('/api/drive?of=eve')).status).toBe(400);
  expect((await media.as('una', 'upload write')('/api/drive')).status).toBe(403);
});
