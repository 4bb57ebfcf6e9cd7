import { refresh } from './refresh.js';

/** Milliseconds between two looks: at first, and at most while nothing changes. */
const SOON = 1000;
const LATE = 10_000;

let run = 0;

/**
 * Where events can't be had: asks the address in `data-poll`, and fetches the page anew when the answer is another than before. Ends by
 * itself, for a page with nothing unfinished has no such address. Called again, it begins anew.
 */
export function poll(): void {
  const mine = ++run;
  let wait = SOON;
  let last = '';
  const look = async () => {
    const address = document.querySelector<HTMLElement>('#live')?.dataset['poll'];
    if (!address || mine !== run) return;
    const answer = document.hidden ? last : await ask(address, last);
    const changed = answer !== last && (await refresh());
    if (changed) last = answer;
    wait = changed ? SOON : Math.min(wait * 1.5, LATE);
    window.setTimeout(look, wait);
  };
  window.setTimeout(look, wait);
}

/** The answer as text; the last one when there is none, so that nothing happens but another try later. */
async function ask(address: string, last: string): Promise<string> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    return response.ok || response.status === 404 ? await response.text() : last;
  } catch {
    return last;
  }
}
