import { createHash } from 'node:crypto';

import { loadConfig } from '#libs/config/config.js';
import { newId } from '#libs/domain/image/keys.js';
import { openMediaDatabase } from '#libs/infra/open.js';

const AT_ONCE = 500;

/**
 * Gives the owner of a picture many more rows like it, beside the drive that runs on this folder: what takes an hour by uploads takes
 * seconds. They share its objects, so it must not be deleted for good.
 * @param times when each was taken
 */
export async function insertMany(dataDir: string, id: string, times: readonly Date[]): Promise<void> {
  const database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: dataDir }));
  const { images } = database;
  const { updatedAt: _, ...model } = (await images.find(id))!;
  for (let from = 0; from < times.length; from += AT_ONCE) {
    const part = times.slice(from, from + AT_ONCE);
    await Promise.all(
      part.map((at, index) => {
        const name = `many-${from + index}.jpg`;
        const sha256 = createHash('sha256').update(id).update(name).digest('hex');
        return images.insert({ ...model, id: newId(), name, sha256, takenAt: at, sortAt: at });
      }),
    );
  }
  await database.close();
}
