import type { Image } from '#libs/contract/image.js';
import type { EntryNames } from '#libs/domain/image/entry-names.js';

import { PART } from './save-bytes.js';

/** What is beside every picture has this at the end of its name. */
export const JSON_END = '.json';
/** A picture may be called like what else lies there, and would be taken for that. File systems leave out the dots and spaces behind. */
const ELSE = new RegExp(`(\\${JSON_END}|\\${PART})[.\\s]*$`, 'i');

/** A name for the file of a picture under which neither another picture nor the JSON file of one lies. Both are taken by that. */
export function exportName(names: EntryNames, { name, type }: Pick<Image, 'name' | 'type'>): string {
  const typed = `${name}.${type.replace(/^image\//, '')}`;
  for (let wanted = ELSE.test(name) ? typed : name; ;) {
    const free = names.take(wanted);
    // A long name may be cut right there.
    if (ELSE.test(free)) wanted = typed;
    else if (names.reserve(`${free}${JSON_END}`)) return free;
  }
}
