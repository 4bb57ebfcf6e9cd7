/** Gives a field that is there to be copied its button, and selects all of it as soon as it is touched. */
export function offerCopies(): void {
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-copy]')) {
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

/** Browsers give their clipboard to pages that came by https or from this machine; elsewhere the old way still works. */
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
