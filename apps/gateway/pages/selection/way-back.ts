/** Pages that pictures are selected on, behind the user name. */
const BACK = /^(?:(?:list\/\d{1,3}|photos|trash|albums\/[0-9a-z]{26})\/(?:\?month=[\d-]{7})?|search\/\?q=[\w.~!*'()%-]+)$/;

/** The page that `?back=` names, when pictures are selected there; anything else is no way back. @param otherwise the page in its place */
export function wayBack(user: { name: string }, back: unknown, otherwise: string): string {
  return `/${user.name}/${typeof back === 'string' && BACK.test(back) ? back : otherwise}`;
}
