/** The path to go to after log-in: only one on this site; anything else (`//evil`, `/\evil`, `javascript:`, control characters) is `/`. */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith('/')) return '/';
  // Browsers take a backslash for a slash and drop tabs and line breaks, so neither may hide a second slash (WHATWG URL, 4.4).
  if (/[\\\p{Cc}]/u.test(next) || next.startsWith('//')) return '/';
  const url = URL.parse(next, 'http://this.invalid');
  return url?.host === 'this.invalid' ? url.pathname + url.search + url.hash : '/';
}
