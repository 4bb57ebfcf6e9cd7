import { isTyping, keyTellers, type KeyLine } from '../keys.js';
import { tileOf } from './pointing.js';
import { inOrder, select, selected, selectRange, toggle } from './selected.js';

const TILES = '#live li[data-id]';

const KEYS: KeyLine[] = [
  ['Arrows', 'From picture to picture, once one is in focus'],
  [' ', 'Select the picture in focus, or not'],
  ['x', 'Select the picture in focus, or not'],
  ['Shift + Arrows', 'Select on the way'],
  ['Ctrl + a', 'Select all on this page'],
  ['Escape', 'Select nothing'],
  ['Delete', 'Delete what is selected'],
];

/**
 * Arrows go from tile to tile, with Shift they select on the way; Space and x select, Ctrl+A all, Escape none, Delete asks whether to delete.
 */
export function selectByKeys(): void {
  keyTellers.push(() => (document.querySelector(TILES) ? KEYS : []));
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const id = tileOf(event.target);
    const some = selected().length > 0;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'a' || !(id || some)) return;
      select(inOrder(), true);
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

/** Whether the key meant something. */
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
  // Of the next row the tile that lies nearest.
  const away = (tile: HTMLElement) => {
    const { top, bottom, left, right } = tile.getBoundingClientRect();
    const rows = key === 'ArrowUp' ? box.top - bottom : top - box.bottom;
    return rows < -1 ? Infinity : rows * 10_000 + Math.max(left - middle, middle - right, 0);
  };
  const nearest = tiles.reduce((best, tile) => (away(tile) < away(best) ? tile : best), from);
  return nearest === from ? undefined : nearest;
}

function ask(): void {
  const question = document.querySelector('#selection :is([data-bulk=delete], [data-bulk=purge])')?.closest('details');
  if (!question) return;
  question.open = true;
  question.querySelector<HTMLElement>('.pop button')?.focus();
}
