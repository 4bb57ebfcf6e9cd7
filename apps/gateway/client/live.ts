import { poll } from './poll.js';
import { refresh } from './refresh.js';

/** Minimum milliseconds between two refreshes, however many events arrive. */
const REFRESH_INTERVAL = 500;

let source: EventSource | undefined;
/** The drive refused the event stream. */
let refused = false;
let stale = false;
let refreshing = false;

/**
 * Refreshes the page on events while images on it are being processed. Only then, and only in a visible window: over plain HTTP a browser
 * opens six connections to one site, and a few open windows would use them all.
 */
export function keepLive(): void {
  const unfinished = document.querySelector<HTMLElement>('#live')?.dataset['poll'] !== undefined;
  if (unfinished && refused) return poll();
  if (!unfinished || document.hidden) {
    source?.close();
    source = undefined;
  } else {
    source ??= listen();
  }
}

document.addEventListener('visibilitychange', keepLive);

function listen(): EventSource {
  const events = new EventSource('/api/events');
  // Changes between the page and the first event are in no event.
  events.addEventListener('open', refreshNow);
  events.addEventListener('image', refreshNow);
  events.addEventListener('removed', refreshNow);
  events.addEventListener('error', () => {
    // The browser reconnects by itself unless the stream is closed.
    if (events.readyState !== EventSource.CLOSED || source !== events) return;
    source = undefined;
    refused = true;
    keepLive();
  });
  return events;
}

/** Refreshes the page, and once more if events arrived meanwhile. */
async function refreshNow(): Promise<void> {
  stale = true;
  if (refreshing) return;
  refreshing = true;
  while (stale) {
    stale = false;
    await refresh();
    await new Promise((resolve) => window.setTimeout(resolve, REFRESH_INTERVAL));
  }
  refreshing = false;
  keepLive();
}
