import { isShortcut, keysOn, keyTellers, setKeysOn, type KeyLine } from './keys.js';

/** What keys are called where their name in the DOM says little. */
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

/** The sheet of keys: by `?`, and by each button that asks for it. It tells what this page has right now. */
export function offerHelp(): void {
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
  sheet.append(head, ...part('On this page', here()), ...part('Everywhere', everywhere()), choice());
  sheet.addEventListener('close', () => sheet.remove());
  // Beside the sheet: its ground covers the window, and only the sheet itself has children.
  sheet.addEventListener('click', (event) => event.target === sheet && sheet.close());
  document.body.append(sheet);
  sheet.showModal();
}

function here(): KeyLine[] {
  return [...new Map([...lines('main [data-key]'), ...keyTellers.flatMap((tell) => tell())])];
}

function everywhere(): KeyLine[] {
  return [
    ...lines('header [data-key]'),
    ['Tab', 'Next link, button or field'],
    ['Enter', 'Open or press what is in focus'],
    ['?', 'This sheet'],
  ];
}

/** One for each key: of two that have the same the first is pressed. */
function lines(selector: string): KeyLine[] {
  const found = new Map<string, string>();
  for (const pressed of document.querySelectorAll<HTMLElement>(selector)) {
    const key = pressed.dataset['key'] ?? '';
    const words = pressed.ariaLabel ?? (pressed.title.replace(/ \([^)]+\)$/, '') || pressed.innerText.split('\n')[0]!);
    if (!found.has(key) && pressed.checkVisibility()) found.set(key, words.replace(/\s+/g, ' ').trim());
  }
  return [...found];
}

function part(title: string, keys: readonly KeyLine[]): HTMLElement[] {
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

/** Off for who speaks to their machine, or hits keys by chance. */
function choice(): HTMLElement {
  const label = element('label', 'Letters and digits are shortcuts');
  label.className = 'check';
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = keysOn();
  box.addEventListener('change', () => setKeysOn(box.checked));
  label.prepend(box);
  return label;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
