import { isTyping, shortcutLists, type Shortcut } from '../shortcuts.js';
import { tileOf } from './pointing.js';
import { selectAll } from './all.js';
import { select, selected, selectRange, toggle } from './selected.js';

const TILES = '#live li[data-id]';

const KEYS: Shortcut[] = [
  ['Arrows', 'Move between pictures, once one is focused'],
  [' ', 'Select or deselect the focused picture'],
  ['x', 'Select or deselect the focused picture'],
  ['Shift + Arrows', 'Extend the selection'],
  ['Ctrl + a', 'Select all'],
  ['Escape', 'Clear selection'],
  ['Delete', 'Delete the selected pictures'],
];

/**
 * Arrows move between tiles and with Shift extend the selection; Space and x toggle, Ctrl+A selects all, Escape clears, Delete asks.
 */
export function selectByKeys(): void {
  shortcutLists.push(() => (document.querySelector(TILES) ? KEYS : []));
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const id = tileOf(event.target);
    const some = selected().length > 0;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'a' || !(id || some)) return;
      void selectAll();
    } else if (event.key === 'Escape' && some && !document.querySelector('details.confirm[open]')) {
      select(selected(), false);
    } else if (event.key === 'Delete' && some) {
      ask();
    } else if (!id || !onTile(event, id)) {
      return;
    }
    event.preventDefault();
  });
}

/** False when the key does nothing on a tile. */
function onTile(event: KeyboardEvent, id: string): boolean {
  if (event.key === 'x' || (event.key === ' ' && event.target instanceof HTMLAnchorElement)) {
    toggle(id);
    return true;
  }
  const from = (event.target as Element).closest<HTMLElement>('li[data-id]')!;
  const to = neighbour(from, event.key);
  if (!to) return false;
  if (event.shiftKey) {
    if (selected().length === 0) select([id], true);
    selectRange(to.dataset['id']!);
  }
  to.querySelector<HTMLElement>('a, .pick input')?.focus();
  return true;
}

function neighbour(from: HTMLElement, key: string): HTMLElement | undefined {
  const tiles = [...document.querySelectorAll<HTMLElement>(TILES)];
  if (key === 'ArrowLeft' || key === 'ArrowRight') return tiles[tiles.indexOf(from) + (key === 'ArrowLeft' ? -1 : 1)];
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const box = from.getBoundingClientRect();
  const middle = box.left + box.width / 2;
  // The nearest tile of the next row.
  const distance = (tile: HTMLElement) => {
    const { top, bottom, left, right } = tile.getBoundingClientRect();
    const rows = key === 'ArrowUp' ? box.top - bottom : top - box.bottom;
    return rows < -1 ? Infinity : rows * 10_000 + Math.max(left - middle, middle - right, 0);
  };
  const nearest = tiles.reduce((best, tile) => (distance(tile) < distance(best) ? tile : best), from);
  return nearest === from ? undefined : nearest;
}

function ask(): void {
  const question = document.querySelector('#selection :is([data-bulk=delete], [data-bulk=purge])')?.closest('details');
  if (!question) return;
  question.open = true;
  question.querySelector<HTMLElement>('.pop button')?.focus();
}
