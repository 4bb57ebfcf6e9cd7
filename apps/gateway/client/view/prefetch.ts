/** Milliseconds that a prefetched page may be used: the image may be renamed or deleted meanwhile. */
const MAX_AGE = 30_000;

interface PrefetchedPage {
  page: Promise<string | null>;
  at: number;
}

const pages = new Map<string, PrefetchedPage>();

/** The page at this address, prefetched or not; null when it could not be fetched. */
export function pageAt(href: string): Promise<string | null> {
  const known = pages.get(href);
  if (known && performance.now() - known.at < MAX_AGE) return known.page;
  const page = fetchPage(href);
  pages.set(href, { page, at: performance.now() });
  return page;
}

/** Prefetches the pages and pixels of the neighbours once the image itself is loaded. */
export function prefetchNeighbours(): void {
  const hrefs = [...document.querySelectorAll<HTMLAnchorElement>('a.beside')].map(({ href }) => href);
  // Keeps only the neighbours of this image.
  for (const href of pages.keys()) if (!hrefs.includes(href)) pages.delete(href);
  const start = () => hrefs.forEach((href) => void fetchOne(href));
  const image = document.querySelector<HTMLImageElement>('img.shown');
  if (!image || image.complete) start();
  else image.addEventListener('load', start, { once: true });
}

async function fetchOne(href: string): Promise<void> {
  const text = await pageAt(href);
  const image = text && partOf(text)?.querySelector<HTMLImageElement>('img.shown');
  if (image) Object.assign(new Image(), { sizes: image.sizes, srcset: image.srcset, src: image.src });
}

/** The changing part of a page. */
export function partOf(text: string): HTMLElement | null {
  return new DOMParser().parseFromString(text, 'text/html').querySelector<HTMLElement>('#live');
}

async function fetchPage(href: string): Promise<string | null> {
  try {
    const response = await fetch(href, { headers: { accept: 'text/html' } });
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}
