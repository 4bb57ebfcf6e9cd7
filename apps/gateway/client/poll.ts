import { refresh } from './refresh.js';

/** Milliseconds between two requests: at first, and at most while nothing changes. */
const MIN_INTERVAL = 1000;
const MAX_INTERVAL = 10_000;

let run = 0;

/**
 * Replaces events where the drive refuses them: requests the address in `data-poll` and refreshes the page when the answer changed. Ends
 * when the page has no such address, that is, nothing unfinished. A second call replaces the first.
 */
export function poll(): void {
  const mine = ++run;
  let wait = MIN_INTERVAL;
  let last = '';
  const look = async () => {
    const address = document.querySelector<HTMLElement>('#live')?.dataset['poll'];
    if (!address || mine !== run) return;
    const answer = document.hidden ? last : await ask(address, last);
    const changed = answer !== last && (await refresh());
    if (changed) last = answer;
    wait = changed ? MIN_INTERVAL : Math.min(wait * 1.5, MAX_INTERVAL);
    window.setTimeout(look, wait);
  };
  window.setTimeout(look, wait);
}

/** The answer as text; the last answer when the request fails. */
async function ask(address: string, last: string): Promise<string> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    return response.ok || response.status === 404 ? await response.text() : last;
  } catch {
    return last;
  }
}
