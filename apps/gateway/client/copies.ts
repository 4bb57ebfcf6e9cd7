const REMEMBERED = 'shoebox-copy-as';

/** Shows one format of the link at a time and remembers the choice in this browser. */
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
  // The select box names the format, so the labels are for screen readers only.
  for (const label of root.querySelectorAll('[data-format] > label')) label.classList.add('unseen');
  show();
  select.addEventListener('change', () => {
    show();
    remember(select.value);
  });
}

/** localStorage throws where the browser is set to store nothing. */
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
    // The choice is not remembered.
  }
}
