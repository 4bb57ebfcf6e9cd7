import { Problem } from '#libs/contract/errors.js';
import { IMAGE_ID } from '#libs/contract/image.js';
import { added, MAX_ALBUM_IMAGES } from '#libs/domain/album/album-order.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';

/** The pictures named, each once, split into those that are this owner's and not in the trash, and the others. */
export async function splitIds(images: ImageRepository, owner: string, ids: readonly string[]) {
  const named = [...new Set(ids)];
  const possible = named.filter((id) => IMAGE_ID.test(id));
  const there = new Set(possible.length > 0 ? await images.present(owner, possible) : []);
  return { there: named.filter((id) => there.has(id)), missing: named.filter((id) => !there.has(id)) };
}

/** @throws Problem ALBUM_FULL */
export function addedWithin(images: readonly string[], ids: readonly string[]): string[] {
  const all = added(images, ids);
  if (all.length <= MAX_ALBUM_IMAGES) return all;
  const most = MAX_ALBUM_IMAGES.toLocaleString('en');
  throw new Problem('ALBUM_FULL', `An album holds ${most} pictures, those in the trash counted. Make another for the rest.`);
}
