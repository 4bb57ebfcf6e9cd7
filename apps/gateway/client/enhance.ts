import { showPlaceholders } from './placeholders.js';
import { showSelected } from './select/selected.js';
import { showTimes } from './times.js';

/** Does what the server can't, since it knows no time zone of the visitor and draws nothing; also for parts that come in later. */
export function enhance(root: ParentNode): void {
  showTimes(root);
  showPlaceholders(root);
  showSelected(root);
}
