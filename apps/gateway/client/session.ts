/** Milliseconds between two looks whether one is still logged in, while the window is seen. */
const INTERVAL = 30_000;
/** localStorage: changes when somebody logs out in this browser. */
const LOGGED_OUT = 'logged-out';

/**
 * Takes the pictures from the screen when one was logged out elsewhere: in another window at once, on another device when the window is
 * seen again, and otherwise within half a minute.
 */
export function leaveWhenLoggedOut(): void {
  if (!document.querySelector('form.leave')) return tellOthers();
  window.addEventListener('storage', ({ key }) => {
    if (key === LOGGED_OUT) void look();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void look();
  });
  document.addEventListener('visibilitychange', () => void look());
  window.setInterval(() => void look(), INTERVAL);
}

/** Where log-out leads to. */
function tellOthers(): void {
  if (location.pathname !== '/login') return;
  try {
    localStorage.setItem(LOGGED_OUT, String(Date.now()));
  } catch {
    // The browser is set to store nothing.
  }
}

async function look(): Promise<void> {
  if (document.hidden) return;
  try {
    const { status } = await fetch('/api/auth/me', { headers: { accept: 'application/json' } });
    if (status === 401) leave();
  } catch {
    // The drive can't be reached: nobody was logged out.
  }
}

/** Empties the page and opens the log-in, which leads back to it. */
export function leave(): void {
  document.body.replaceChildren();
  location.replace(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}
