import { showPlaceholders } from './placeholders.js';
import { showSelected } from './select/selected.js';
import { showTimes } from './times.js';

/** Adds what only the browser knows (time zone, thumbhash, selection) to a part of the page, also to parts loaded later. */
export function enhance(root: ParentNode): void {
  showTimes(root);
  showPlaceholders(root);
  showSelected(root);
}
