import { keepLive } from '../live.js';
import { refresh } from '../refresh.js';
import { takeDrops } from './drop.js';
import { separateImages } from './folder.js';
import { Uploads } from './uploads.js';

/** Images on the list that is linked after an upload. */
const MIN_LIST = 20;
const MAX_LIST = 500;

/** Starts the upload panel: dropped files and those of the form are sent one by one, with progress. */
export function startUploads(): void {
  const panel = document.querySelector<HTMLElement>('#uploads');
  if (!panel) return;
  const end = document.querySelector<HTMLElement>('#uploads-done');
  const uploads = new Uploads(panel, end === null, (open, done) => {
    if (end) {
      end.hidden = open > 0 || done === 0;
      linkToList(end.querySelector('a'), done);
    }
    refreshList();
  });
  takeDrops((found) => uploads.add(found));
  const form = document.querySelector<HTMLFormElement>('#upload-form');
  if (!form) return;
  form.classList.add('enhanced');
  const takeFiles = onFilesChosen(form, '#files', (files) => uploads.add({ files, others: [] }));
  onFilesChosen(form, '#folder', (files) => uploads.add(separateImages(files)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    takeFiles();
  });
}

/** Points the link to a list long enough for all uploaded images. */
function linkToList(link: HTMLAnchorElement | null, count: number): void {
  const newest = link?.dataset['newest'];
  if (link && newest) link.href = `${newest}${Math.min(Math.max(count, MIN_LIST), MAX_LIST)}/`;
}

/** @returns a function that adds the files now in the field */
function onFilesChosen(form: HTMLFormElement, field: string, add: (files: File[]) => void): () => void {
  const input = form.querySelector<HTMLInputElement>(field);
  const take = () => {
    if (!input?.files?.length) return;
    add([...input.files]);
    // Otherwise the same file could not be chosen again.
    input.value = '';
  };
  input?.addEventListener('change', take);
  // Files chosen before this script ran.
  take();
  return take;
}

let refreshing = false;
let again = false;

/** Refreshes the list after an upload, one refresh at a time: small files upload faster than a page loads. */
function refreshList(): void {
  again = true;
  if (refreshing || !document.querySelector('#live')) return;
  refreshing = true;
  const run = async () => {
    while (again) {
      again = false;
      await refresh();
    }
    refreshing = false;
    keepLive();
  };
  void run();
}
