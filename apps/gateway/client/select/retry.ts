import { keepLive } from '../live.js';
import { refresh } from '../refresh.js';
import { toast } from './toast.js';

/** Retries a failed image without leaving the page. */
export function retryInPlace(): void {
  document.addEventListener('submit', async (event) => {
    const form = event.target instanceof HTMLElement ? event.target : null;
    const id = form?.dataset['retry'];
    if (!form || !id) return;
    event.preventDefault();
    try {
      const response = await fetch(`/api/images/${id}/retry`, { method: 'POST' });
      // A 4xx: retried elsewhere, or deleted; the refresh shows it.
      if (response.status >= 500) return toast('That did not work. Try again.');
    } catch {
      return toast('The drive can’t be reached. Try again.');
    }
    form.closest('li')?.setAttribute('data-unfinished', '');
    await refresh();
    keepLive();
  });
}
