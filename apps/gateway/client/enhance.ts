import { chooseCopies, chooseCopySizes } from './copies.js';
import { offerCopyButtons } from './copy-fields.js';
import { offerCrop } from './crop/start.js';
import { showPlaceholders } from './placeholders.js';
import { showSelected } from './select/selected.js';
import { showTimes } from './times.js';

/** Adds what only the browser knows (time zone, thumbhash, selection, clipboard) to a part of the page, also to parts loaded later. */
export function enhance(root: ParentNode): void {
  showTimes(root);
  showPlaceholders(root);
  showSelected(root);
  offerCopyButtons(root);
  chooseCopies(root);
  chooseCopySizes(root);
  offerCrop(root);
}
