import { offerSelectAll } from './all.js';
import { change, type Action } from './bulk.js';
import { selectByKeys } from './keys.js';
import { selectByPointing } from './pointing.js';
import { retryInPlace } from './retry.js';
import { select, selected, onSelectionChange } from './selected.js';

/** Starts the selection of images and its actions. */
export function startSelection(): void {
  const form = document.querySelector<HTMLFormElement>('#selection');
  const count = form?.querySelector('.count');
  if (!form || !count) return;
  // Boxes checked before this script ran.
  select(
    [...document.querySelectorAll<HTMLInputElement>('.pick :checked')].map(({ value }) => value),
    true,
  );
  const show = () => {
    const { length } = selected();
    document.body.classList.toggle('selecting', length > 0);
    count.textContent = `${length.toLocaleString('en-GB')} `;
    if (length === 0) for (const open of form.querySelectorAll('details')) open.open = false;
  };
  onSelectionChange(show);
  show();
  form.addEventListener('reset', () => select(selected(), false));
  // A collapsed chunk has no boxes in the document.
  form.addEventListener('formdata', ({ formData }) => formData.set('ids', selected().join(',')));
  form.addEventListener('submit', (event) => {
    const { bulk: action, path } = event.submitter?.dataset ?? {};
    if (!action) return;
    event.preventDefault();
    const ids = selected();
    select(ids, false);
    void change(ids, action as Action, path);
  });
  offerSelectAll(form);
  selectByPointing();
  selectByKeys();
  retryInPlace();
}
