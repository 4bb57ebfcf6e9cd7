/**
 * Shows a message, perhaps with a button, at the edge of the page. The style sheet sets how long (ten seconds) and pauses while the
 * pointer is on it.
 */
export function toast(words: string, action?: { label: string; act: () => void }): void {
  const place = document.querySelector('#toast');
  if (!place) return;
  const box = document.createElement('div');
  box.className = 'toast';
  const text = document.createElement('p');
  text.textContent = words;
  box.append(text);
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'plain';
    button.textContent = action.label;
    button.addEventListener('click', () => {
      box.remove();
      action.act();
    });
    box.append(button);
  }
  box.addEventListener('animationend', () => box.remove());
  place.replaceChildren(box);
}
