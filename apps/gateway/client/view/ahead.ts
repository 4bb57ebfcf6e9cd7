/** Milliseconds that a page fetched ahead is good for: meanwhile it may have been renamed or deleted elsewhere. */
const FRESH = 30_000;

interface Ahead {
  page: Promise<string | null>;
  at: number;
}

const pages = new Map<string, Ahead>();

/** The page at this address, perhaps fetched before; null when it can't be had. */
export function pageAt(href: string): Promise<string | null> {
  const known = pages.get(href);
  if (known && performance.now() - known.at < FRESH) return known.page;
  const page = fetchPage(href);
  pages.set(href, { page, at: performance.now() });
  return page;
}

/** Fetches what lies beside the picture, page and pixels, once the picture itself is there. */
export function fetchAhead(): void {
  const hrefs = [...document.querySelectorAll<HTMLAnchorElement>('a.beside')].map(({ href }) => href);
  // Only what is beside this one: who goes far has no use for where they were.
  for (const href of pages.keys()) if (!hrefs.includes(href)) pages.delete(href);
  const begin = () => hrefs.forEach((href) => void fetchOne(href));
  const image = document.querySelector<HTMLImageElement>('img.shown');
  if (!image || image.complete) begin();
  else image.addEventListener('load', begin, { once: true });
}

async function fetchOne(href: string): Promise<void> {
  const text = await pageAt(href);
  const source = text && partOf(text)?.querySelector<HTMLImageElement>('img.shown')?.getAttribute('src');
  if (source) new Image().src = source;
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
