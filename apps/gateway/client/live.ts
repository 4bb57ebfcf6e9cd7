import { poll } from './poll.js';
import { refresh } from './refresh.js';

/** Milliseconds between two renewals of the page, however many events there are. */
const PAUSE = 500;

let source: EventSource | undefined;
/** Events can't be had here: the drive refused them. */
let refused = false;
let stale = false;
let renewing = false;

/**
 * Keeps the page true while pictures on it are still being made: hears from the drive what changes, and fetches the page anew. Only then,
 * and only in a window that is looked at: browsers give one site six connections by plain http, and a few open windows would take them all.
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
  // What happened between the page and the first event is in no event.
  events.addEventListener('open', renew);
  events.addEventListener('image', renew);
  events.addEventListener('removed', renew);
  events.addEventListener('error', () => {
    // While it is connecting again by itself there is nothing to do.
    if (events.readyState !== EventSource.CLOSED || source !== events) return;
    source = undefined;
    refused = true;
    keepLive();
  });
  return events;
}

/** Renews the page, and once more for what happened meanwhile. */
async function renew(): Promise<void> {
  stale = true;
  if (renewing) return;
  renewing = true;
  while (stale) {
    stale = false;
    await refresh();
    await new Promise((resolve) => window.setTimeout(resolve, PAUSE));
  }
  renewing = false;
  keepLive();
}
