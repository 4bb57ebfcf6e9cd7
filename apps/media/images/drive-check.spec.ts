import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { DRIVE_ID_KEY } from '#libs/domain/image/keys.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
afterEach(() => media.close());

describe('an upload while database and store belong to different drives', () => {
  it('is refused as a raw body and as a form, leaves nothing behind, and succeeds once they match', async () => {
    media = await openMedia();
    const file = join(media.dataDir, 'objects', DRIVE_ID_KEY);
    const id = await media.drive.driveId(null);
    await writeFile(file, 'another drive');
    const form = new FormData();
    form.append('file', new Blob([png(1)]), 'a.png');
    const ada = media.as('ada');
    for (const body of [png(1), form]) {
      const response = await ada('/api/images', { method: 'POST', body });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60']);
      expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('do not belong together') });
    }
    expect(await media.temporary()).toEqual([]);
    expect(await media.quotas.usage('id-of-ada')).toMatchObject({ images: 0 });
    await writeFile(file, id!);
    expect((await ada('/api/images', { method: 'POST', body: png(1) })).status).toBe(201);
  });
});
