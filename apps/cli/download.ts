import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { Image } from '#libs/contract/image.js';
import { extensionOf } from '#libs/domain/image-types.js';
import { EntryNames } from '#libs/domain/image/entry-names.js';
import type { SizeName } from '#libs/domain/variants.js';

import { ApiError } from './api-error.js';
import type { Api } from './api.js';
import { saveBytes } from './save-bytes.js';

/** Fetches pictures into the folder, none over a file that is there. `say` hears a line for each. Returns how many failed. */
export async function download(
  api: Api,
  { ids, to, size }: { ids: readonly string[]; to: string; size: SizeName },
  say: (line: string) => void,
): Promise<number> {
  await mkdir(to, { recursive: true });
  const names = new EntryNames();
  let failed = 0;
  for (const id of new Set(ids)) {
    try {
      const image = await api.json(Image, 'GET', `/api/images/${encodeURIComponent(id)}`);
      say(await save(api, image, { to, size, names }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failed++;
      say(`${id}: ${error.detail}`);
      if (error.endsAll) return failed;
    }
  }
  return failed;
}

async function save(api: Api, image: Image, { to, size, names }: { to: string; size: SizeName; names: EntryNames }): Promise<string> {
  const { name, sha256, sortAt } = image;
  const wanted =
    size === 'o'
      ? name
      : `${name.slice(0, name.length - extname(name).length)}-${size}${extensionOf(image.sizes[size].type ?? 'image/jpeg')}`;
  const options = { modifiedAt: new Date(sortAt), sha256: size === 'o' ? sha256 : undefined };
  for (;;) {
    const file = join(to, names.take(wanted));
    try {
      await saveBytes(api, `/get/${image.id}/${size}?exact`, file, options);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
