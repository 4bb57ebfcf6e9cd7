import { isShortcut, shortcutsEnabled, shortcutLists, enableShortcuts, type Shortcut } from './shortcuts.js';

/** Labels of keys whose DOM name is not clear. */
const NAMES: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  Delete: 'Del',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Arrows: '← ↑ → ↓',
  ' ': 'Space',
};

/** Opens the sheet of shortcuts on `?` and on each help button. It lists what works on the page at that moment. */
export function offerShortcutSheet(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.defaultPrevented || !isShortcut(event)) return;
    event.preventDefault();
    openSheet();
  });
  for (const button of document.querySelectorAll<HTMLElement>('[data-help]')) {
    button.hidden = false;
    button.addEventListener('click', openSheet);
  }
}

function openSheet(): void {
  const sheet = document.createElement('dialog');
  sheet.className = 'card sheet';
  sheet.setAttribute('aria-labelledby', 'sheet-title');
  const title = element('h2', 'Keyboard');
  title.id = 'sheet-title';
  const close = element('button', 'Close');
  close.className = 'button calm';
  close.type = 'button';
  close.addEventListener('click', () => sheet.close());
  const head = document.createElement('div');
  head.className = 'sheet-head';
  head.append(title, close);
  sheet.append(head, ...part('On this page', shortcutsHere()), ...part('Everywhere', shortcutsEverywhere()), choice());
  sheet.addEventListener('close', () => sheet.remove());
  // A click on the backdrop has the dialog as its target.
  sheet.addEventListener('click', (event) => event.target === sheet && sheet.close());
  document.body.append(sheet);
  sheet.showModal();
}

function shortcutsHere(): Shortcut[] {
  return [...new Map([...lines('main [data-key]'), ...shortcutLists.flatMap((list) => list())])];
}

function shortcutsEverywhere(): Shortcut[] {
  return [
    ...lines('header [data-key]'),
    ['Tab', 'Next link, button or field'],
    ['Enter', 'Open or press the focused element'],
    ['?', 'Show shortcuts'],
  ];
}

/** One line for each key. Of two elements with the same key, the first is pressed. */
function lines(selector: string): Shortcut[] {
  const found = new Map<string, string>();
  for (const pressed of document.querySelectorAll<HTMLElement>(selector)) {
    const key = pressed.dataset['key'] ?? '';
    const words = pressed.ariaLabel ?? (pressed.title.replace(/ \([^)]+\)$/, '') || pressed.innerText.split('\n')[0]!);
    if (!found.has(key) && pressed.checkVisibility()) found.set(key, words.replace(/\s+/g, ' ').trim());
  }
  return [...found];
}

function part(title: string, keys: readonly Shortcut[]): HTMLElement[] {
  if (keys.length === 0) return [];
  const list = document.createElement('dl');
  list.className = 'keys';
  for (const [key, words] of keys) {
    const line = document.createElement('div');
    const term = document.createElement('dt');
    term.append(...key.split(' + ').map((one) => element('kbd', NAMES[one] ?? (one.length === 1 ? one.toUpperCase() : one))));
    line.append(term, element('dd', words));
    list.append(line);
  }
  return [element('h3', title), list];
}

/** Switches single-key shortcuts off, for people who use voice control or press keys by accident. */
function choice(): HTMLElement {
  const label = element('label', 'Single-key shortcuts');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = shortcutsEnabled();
  box.addEventListener('change', () => enableShortcuts(box.checked));
  label.prepend(box);
  return label;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
