import { isInWindow, type ScrollPosition } from './photos/scroll-position.js';
import { showInPhotos } from './photos/start.js';

/** sessionStorage: the way back from the picture that was shown last, and where the last list was left. */
const SHOWN = 'shown';
const LEFT = 'left';

/** Where somebody was in a list. */
interface Left {
  /** Path and query. */
  list: string;
  scrollY: number;
  /** In the timeline, which is not as high as it was when it is opened again. */
  place: ScrollPosition | null;
}

/** The picture that the viewer shows now, for the list to which one goes back. */
export function noteShown(): void {
  const link = document.querySelector<HTMLAnchorElement>('a[data-back]');
  if (link) write(SHOWN, link.href);
}

/**
 * The way back from a picture: by its link or Esc it is a step back in the history where the list is there, so that the list is not
 * twice in it. The list then comes back with its scroll position and the focus on the picture that was shown last, by any way.
 */
export function keepPlaces(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-back]') : null;
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!isBefore(link.href)) return;
    event.preventDefault();
    history.back();
  });
  if (!document.querySelector('#live .grid')) return;
  const isTimeline = history.scrollRestoration === 'manual';
  window.addEventListener('pagehide', () => {
    const { place = null } = (history.state ?? {}) as Partial<Left>;
    const left: Left = { list: location.pathname + location.search, scrollY, place };
    write(LEFT, JSON.stringify(left));
    if (!isTimeline) history.scrollRestoration = 'auto';
  });
  const way = wayBack();
  // The browser would scroll after us, to where this list was left and not to what was shown since.
  if (way) history.scrollRestoration = 'manual';
  window.addEventListener('pageshow', ({ persisted }) => void comeBack(persisted ? read(SHOWN) : way, persisted));
}

/** Whether the page before this one in the history is this list, whatever month it is at. */
function isBefore(href: string): boolean {
  const { navigation } = window as { navigation?: { currentEntry?: { index: number }; entries(): { url: string | null }[] } };
  const before = navigation?.entries()[(navigation.currentEntry?.index ?? 0) - 1]?.url;
  if (!before) return false;
  const [one, other] = [new URL(before), new URL(href)];
  const same = ['q', 'before'].every((name) => one.searchParams.get(name) === other.searchParams.get(name));
  return same && one.origin === other.origin && one.pathname === other.pathname;
}

/** The address by which a picture leads back to this list; null when none did. */
function wayBack(): string | null {
  if (location.hash.startsWith('#p-')) return location.href;
  const [navigated] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigated?.type === 'back_forward' ? read(SHOWN) : null;
}

async function comeBack(way: string | null, fromMemory: boolean): Promise<void> {
  write(SHOWN, '');
  if (!way) return;
  const { hash, searchParams } = new URL(way);
  const id = hash.slice('#p-'.length);
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  const left = fromMemory ? null : (JSON.parse(read(LEFT) ?? 'null') as Left | null);
  if (document.querySelector('#live[data-photos]')) {
    await showInPhotos(id, searchParams.get('month') ?? '', left?.list.startsWith(location.pathname) ? left.place : null);
  } else if (left?.list === location.pathname + location.search) {
    window.scrollTo({ top: left.scrollY, behavior: 'instant' });
  }
  const tile = document.querySelector<HTMLElement>(`#p-${CSS.escape(id)}`);
  if (!tile) return;
  if (!isInWindow(tile)) tile.scrollIntoView({ block: 'center', behavior: 'instant' });
  tile.focus({ preventScroll: true });
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    // The browser is set to store nothing.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
