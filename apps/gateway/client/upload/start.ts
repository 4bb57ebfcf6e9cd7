import { keepLive } from '../live.js';
import { refresh } from '../refresh.js';
import { takeDrops } from './drop.js';
import { sortOut } from './folder.js';
import { Uploads } from './uploads.js';

/** Pictures on a list that an upload leads to. */
const FEWEST = 20;
const MOST = 500;

/** On a page with a panel for uploads: drops, and the form of the upload page, go file by file with progress. */
export function startUploads(): void {
  const panel = document.querySelector<HTMLElement>('#uploads');
  if (!panel) return;
  const end = document.querySelector<HTMLElement>('#uploads-done');
  const uploads = new Uploads(panel, end === null, (open, done) => {
    if (end) {
      end.hidden = open > 0 || done === 0;
      leadTo(end.querySelector('a'), done);
    }
    showNewest();
  });
  takeDrops((found) => uploads.add(found));
  const form = document.querySelector<HTMLFormElement>('#upload-form');
  if (!form) return;
  form.classList.add('enhanced');
  const takeFiles = whenChosen(form, '#files', (files) => uploads.add({ files, others: [] }));
  whenChosen(form, '#folder', (files) => uploads.add(sortOut(files)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    takeFiles();
  });
}

/** To a list with room for all that went in. */
function leadTo(link: HTMLAnchorElement | null, count: number): void {
  const newest = link?.dataset['newest'];
  if (link && newest) link.href = `${newest}${Math.min(Math.max(count, FEWEST), MOST)}/`;
}

/** @returns what takes the files that this field holds now */
function whenChosen(form: HTMLFormElement, field: string, add: (files: File[]) => void): () => void {
  const input = form.querySelector<HTMLInputElement>(field);
  const take = () => {
    if (!input?.files?.length) return;
    add([...input.files]);
    // Else the same file could not be chosen again.
    input.value = '';
  };
  input?.addEventListener('change', take);
  // Chosen before this script was there.
  take();
  return take;
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
