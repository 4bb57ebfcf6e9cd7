/** A host that no client can name, to see whether an address leaves this site. */
const THIS_SITE = 'http://this.invalid';

/** The path to open after the log-in. Only a path on this site; `/` for anything else (`//evil`, `/\evil`, `javascript:`, control characters). */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /\p{Cc}/u.test(next)) return '/';
  // Browsers read a backslash as a slash, and so does URL.parse (WHATWG URL, section 4.4).
  const url = URL.parse(next, THIS_SITE);
  // URL.parse removes dot segments: `/..//evil` becomes `//evil`.
  return url?.origin === THIS_SITE && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/';
}
