const REMEMBERED = 'shoebox-copy-as';

/** Shows one form of a link at a time, and remembers which: people mostly paste into the same kind of place. */
export function chooseCopies(): void {
  const root = document.querySelector<HTMLElement>('[data-copies]');
  const choice = root?.querySelector<HTMLElement>('[data-copy-choice]');
  const select = choice?.querySelector('select');
  if (!root || !choice || !select) return;
  const show = () => {
    for (const form of root.querySelectorAll<HTMLElement>('[data-format]')) form.hidden = form.dataset['format'] !== select.value;
  };
  const last = remembered();
  if (last && [...select.options].some(({ value }) => value === last)) select.value = last;
  choice.hidden = false;
  // The choice says it already.
  for (const label of root.querySelectorAll('[data-format] > label')) label.classList.add('unseen');
  show();
  select.addEventListener('change', () => {
    show();
    remember(select.value);
  });
}

/** A browser may keep nothing for pages, and says so by an error. */
function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(format: string): void {
  try {
    localStorage.setItem(REMEMBERED, format);
  } catch {
    // Next time the choice begins anew.
  }
}
