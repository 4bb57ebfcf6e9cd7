import { refresh } from '../refresh.js';
import { toast } from './toast.js';

/** `remove`: out of an album. */
export type Action = 'delete' | 'restore' | 'purge' | 'remove';

/** As many as one call takes. */
const MOST = 1000;

const DONE: Record<Action, string> = { delete: 'in the trash', restore: 'back', purge: 'deleted for good', remove: 'out of the album' };

/**
 * Changes pictures, shows the page without them, says what was done, and offers to undo what can be undone.
 * @param path of the call that takes the ids and the action
 */
export async function change(ids: readonly string[], action: Action, path = '/api/images/bulk'): Promise<void> {
  const done: string[] = [];
  let failed = '';
  for (let from = 0; from < ids.length && !failed; from += MOST) {
    const part = await send(path, ids.slice(from, from + MOST), action);
    done.push(...part.done);
    failed = part.failed;
  }
  // Not there any more is what was wanted; the page shows it.
  for (const id of done) document.querySelector(`#live li[data-id="${CSS.escape(id)}"]`)?.remove();
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
    // An album answers with itself. What was not in it any more is out of it as well.
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
