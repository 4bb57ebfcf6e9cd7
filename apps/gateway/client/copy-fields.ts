/** Shows the copy button of each field that is meant for copying, and selects its text on focus. */
export function offerCopyButtons(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-copy]')) {
    field.addEventListener('focus', () => field.select());
    const button = field.parentElement?.querySelector<HTMLButtonElement>('[data-copy-button]');
    const label = button?.querySelector('span');
    if (!button || !label) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      label.textContent = (await copy(field)) ? 'Copied' : 'Press Ctrl+C';
    });
  }
}

/** The clipboard API needs HTTPS or localhost; elsewhere the deprecated command still works. */
async function copy(field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand('copy');
  }
}
