import { MAX_ALBUM_NAME, type Album } from '#libs/contract/album.js';

/** An album that the folders speak of. */
export interface AlbumPlan {
  name: string;
  order: Album['order'];
  /** In their order, as far as they are in the drive: paths of files, or hashes. */
  pictures: readonly string[];
  /** One of them; undefined: the first stands for it. */
  cover?: string;
}

/** A name that an album can have: people and Takeout write longer ones. Empty when nothing is left. */
export function albumName(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  let name = '';
  for (const character of plain) {
    if (name.length + character.length > MAX_ALBUM_NAME) break;
    name += character;
  }
  return name.trimEnd();
}
