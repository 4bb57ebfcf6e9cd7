/** Selected images of this page, also while their tiles are collapsed. */
const ids = new Set<string>();
const listeners: (() => void)[] = [];
/** First image of a range. */
let anchor = '';

export function selected(): string[] {
  return [...ids];
}

/** Calls back after every change. */
export function onSelectionChange(listener: () => void): void {
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

/** Selects from the last selected image to this one. */
export function selectRange(id: string): void {
  const all = inOrder();
  const [from, to] = [all.indexOf(anchor), all.indexOf(id)];
  const begin = anchor;
  select(from === -1 || to === -1 ? [id] : all.slice(Math.min(from, to), Math.max(from, to) + 1), true);
  // A range that grows or shrinks keeps its first image.
  if (from !== -1) anchor = begin;
}

/** All image ids of the page in order, also those of collapsed chunks. */
export function inOrder(): string[] {
  const parts = document.querySelectorAll<HTMLElement>('#live [data-id], #live [data-ids]');
  return [...parts].flatMap(({ dataset }) => dataset['id'] ?? dataset['ids']!.split(' '));
}

/** Checks the boxes of selected images. */
export function showSelected(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLInputElement>('.pick input')) box.checked = ids.has(box.value);
}
