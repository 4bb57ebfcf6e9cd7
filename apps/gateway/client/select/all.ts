import { inOrder, select, selected } from './selected.js';
import { toast } from './toast.js';

/** Pictures in one answer. */
const LIMIT = 500;

let loading = false;

/**
 * Selects all that are on the page, and then all of its list that are not loaded: `data-all` is the query of the list for the API. Ends
 * when somebody clears the selection meanwhile.
 */
export async function selectAll(): Promise<void> {
  select(inOrder(), true);
  const query = document.querySelector<HTMLElement>('#live')?.dataset['all'];
  if (query === undefined || loading) return;
  loading = true;
  const ended = await selectRest(query).catch(() => 'failed' as const);
  loading = false;
  if (ended === 'failed') toast(`${count(selected().length)} are selected. The others could not be loaded.`);
  if (ended === 'all') toast(`All ${count(selected().length)} are selected.`);
}

async function selectRest(query: string): Promise<'all' | 'cleared'> {
  for (let before = ''; ;) {
    const response = await fetch(`/api/images?${query}&limit=${LIMIT}${before && `&before=${encodeURIComponent(before)}`}`);
    if (!response.ok) throw new Error(String(response.status));
    const { items, next } = (await response.json()) as { items: { id: string }[]; next: string | null };
    if (selected().length === 0) return 'cleared';
    select(
      items.map(({ id }) => id),
      true,
    );
    if (next === null) return 'all';
    before = next;
  }
}

function count(pictures: number): string {
  return pictures === 1 ? 'one picture' : `${pictures.toLocaleString('en-GB')} pictures`;
}

/** Shows the button that does the same. */
export function offerSelectAll(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>('.select-all');
  if (!button) return;
  button.hidden = false;
  button.addEventListener('click', () => void selectAll());
}
