/** The pictures that are selected on this page, also while their tiles are out of sight and not in the document. */
const ids = new Set<string>();
const listeners: (() => void)[] = [];
/** Where a range begins. */
let anchor = '';

export function selected(): string[] {
  return [...ids];
}

/** Calls back after every change. */
export function whenSelected(listener: () => void): void {
  listeners.push(listener);
}

export function select(which: Iterable<string>, on: boolean): void {
  for (const id of which) {
    if (on) ids.add(id);
    else ids.delete(id);
    anchor = id;
  }
  showSelected(document);
  for (const listener of listeners) listener();
}

export function toggle(id: string): void {
  select([id], !ids.has(id));
}

/** From where the last choice was to this one, all in between included. */
export function selectRange(id: string): void {
  const all = inOrder();
  const [from, to] = [all.indexOf(anchor), all.indexOf(id)];
  const begin = anchor;
  select(from === -1 || to === -1 ? [id] : all.slice(Math.min(from, to), Math.max(from, to) + 1), true);
  // A range that is made longer or shorter goes on from where it began.
  if (from !== -1) anchor = begin;
}

/** All pictures of the page in their order; of a part that is out of sight only the ids are left. */
export function inOrder(): string[] {
  const parts = document.querySelectorAll<HTMLElement>('#live [data-id], #live [data-ids]');
  return [...parts].flatMap(({ dataset }) => dataset['id'] ?? dataset['ids']!.split(' '));
}

/** Ticks the boxes of what is selected. */
export function showSelected(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLInputElement>('.pick input')) box.checked = ids.has(box.value);
}
