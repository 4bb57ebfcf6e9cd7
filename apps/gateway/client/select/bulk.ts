import { refresh } from '../refresh.js';
import { toast } from './toast.js';

/** `remove`: from an album. */
export type Action = 'delete' | 'restore' | 'purge' | 'remove';

/** Ids in one call at most. */
const MAX_IDS = 1000;

const DONE: Record<Action, string> = {
  delete: 'in the trash',
  restore: 'back',
  purge: 'deleted for good',
  remove: 'no longer in the album',
};

/**
 * Changes images, removes them from the page, reports the result, and offers undo where possible.
 * @param path of the API call that takes the ids and the action
 */
export async function change(ids: readonly string[], action: Action, path = '/api/images/bulk'): Promise<void> {
  const done: string[] = [];
  let failed = '';
  for (let from = 0; from < ids.length && !failed; from += MAX_IDS) {
    const part = await send(path, ids.slice(from, from + MAX_IDS), action);
    done.push(...part.done);
    failed = part.failed;
  }
  // A missing image is as good as a changed one; the refresh shows it.
  for (const id of done) {
    const tile = document.querySelector(`#live li[data-id="${CSS.escape(id)}"]`);
    tile?.querySelectorAll('img').forEach(keepAsShown);
    tile?.remove();
  }
  await refresh();
  if (failed) return toast(failed);
  const words = `${done.length === 1 ? 'One picture is' : `${done.length} pictures are`} ${DONE[action]}.`;
  toast(words, action === 'delete' ? { label: 'Undo', act: () => void change(done, 'restore') } : undefined);
}

async function send(path: string, ids: readonly string[], action: Action): Promise<{ done: string[]; failed: string }> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids, action }),
    });
    const answer = (await response.json()) as { results?: { id: string; status: number }[]; detail?: string };
    if (!response.ok) return { done: [], failed: answer.detail ?? 'That did not work. Try again.' };
    // An album answers with itself. Images that were not in it count as removed.
    if (!answer.results) return { done: [...ids], failed: '' };
    const failed = answer.results.filter(({ status }) => status >= 500).length;
    return {
      done: answer.results.filter(({ status }) => status < 400).map(({ id }) => id),
      failed: failed > 0 ? `${failed} could not be changed. Try again.` : '',
    };
  } catch {
    return { done: [], failed: 'The drive can’t be reached. Try again.' };
  }
}

/** By `sizes="auto"` a browser would load a picture anew that leaves the page, as large as the window. It may be in the trash by now. */
function keepAsShown(image: HTMLImageElement): void {
  image.src = image.currentSrc;
  image.removeAttribute('srcset');
}
