const HERE = 'http://this.invalid';

/** The path to go to after log-in: only one on this site; anything else (`//evil`, `/\evil`, `javascript:`, control characters) is `/`. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/') || /\p{Cc}/u.test(next)) return '/';
  // Read as browsers do, who take a backslash for a slash (WHATWG URL, section 4.4).
  const url = URL.parse(next, HERE);
  // Without its dot segments, `/..//evil` is `//evil`.
  return url?.origin === HERE && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/';
}
