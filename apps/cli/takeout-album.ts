import { basename } from 'node:path';

import { z } from 'zod';

/** The JSON file of an album, by Google Takeout: what is read of it. Its name is in the person's language (`Metadaten.json`). */
const TakeoutAlbum = z.object({
  title: z.string().optional(),
  albumData: z.object({ title: z.string() }).optional(),
  photoTakenTime: z.never().optional(),
});

/** The folders into which Takeout puts everything, by year, in the languages that are known, or by day, as it did until 2020. */
const BY_TIME =
  /^((photos (from|de)|fotos (von|del?)|foto (da|del)|foto['’]s (uit|van)|zdjęcia z|foton från|(billeder|bilder|bilete) fra|фото за) \d{4}|\d{4}-\d\d-\d\d( #\d+)?)$/iu;

/**
 * The name of the album that this JSON file of a Takeout folder speaks of: its title, or that of the folder when it has none. Null when
 * it speaks of none, or of a folder that Takeout made by time.
 */
export function takeoutAlbum(json: unknown, folder: string): string | null {
  const album = TakeoutAlbum.safeParse(json).data;
  const title = album?.title ?? album?.albumData?.title;
  const name = basename(folder);
  if (title === undefined || BY_TIME.test(title.trim()) || BY_TIME.test(name.normalize('NFC'))) return null;
  return title.trim() || name;
}
