import { keepLive } from '../live.js';
import { refresh } from '../refresh.js';
import { takeDrops } from './drop.js';
import { Uploads } from './uploads.js';

/** On a page with a panel for uploads: drops, and the form of the upload page, go file by file with progress. */
export function startUploads(): void {
  const panel = document.querySelector<HTMLElement>('#uploads');
  if (!panel) return;
  const end = document.querySelector<HTMLElement>('#uploads-done');
  const uploads = new Uploads(panel, end === null, (open, done) => {
    if (end) end.hidden = open > 0 || done === 0;
    showNewest();
  });
  takeDrops((files) => uploads.add(files));
  const form = document.querySelector<HTMLFormElement>('#upload-form');
  const input = form?.querySelector<HTMLInputElement>('input[type=file]');
  if (!form || !input) return;
  form.classList.add('enhanced');
  const take = () => {
    uploads.add(input.files ?? []);
    // Else the same file could not be chosen again.
    input.value = '';
  };
  input.addEventListener('change', take);
  // Chosen before this script was there.
  if (input.files?.length) take();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    take();
  });
}

let refreshing = false;
let again = false;

/** The list with what has just gone in. One look at a time: many small files end faster than a page is fetched. */
function showNewest(): void {
  again = true;
  if (refreshing || !document.querySelector('#live')) return;
  refreshing = true;
  const look = async () => {
    while (again) {
      again = false;
      await refresh();
    }
    refreshing = false;
    keepLive();
  };
  void look();
}
