import type { VNode } from 'preact';

/** Outlines on a grid of 24 × 24, in the colour of the surrounding text. */
const PATHS = {
  pictures: 'M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 5M15.5 9h.01',
  upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M5 15.5V19h14v-3.5',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10.3 11v5M13.7 11v5',
  download: 'M12 4.5V15M7.5 11 12 15.5 16.5 11M5 16v3.5h14V16',
  calendar: 'M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c.8-3.6 3.7-5 7.5-5s6.7 1.4 7.5 5',
  copy: 'M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  forward: 'M9.5 5.5 16 12l-6.5 6.5',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17M12 11v5.5M12 7.8h.01',
  restore: 'M5 12a7 7 0 1 0 2.2-5.1M5 4.5v4h4',
  warning: 'M12 4 3.5 19h17zM12 10v4.2M12 16.6h.01',
  album: 'M6.5 8h13v11.5h-13zM4 16V5.5h12.5M6.5 16.5l3.5-3.5 3 3 2.5-2.5 4 4',
  takeOut: 'M6.5 8h13v11.5h-13zM4 16V5.5h12.5M10 13.75h6',
  edit: 'M5 19v-3.5L15.5 5 19 8.5 8.5 19zM13 7.5l3.5 3.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.3 15.3 20 20',
  link: 'M10 13.5a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10.5a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  close: 'M6 6l12 12M18 6 6 18',
  leave: 'M10 4.5H5v15h5M10 12h10M16.5 8.5 20 12l-3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the text beside it says the same. */
export function Icon({ name }: { name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo(): VNode {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect class="logo-box" x="2" y="9" width="28" height="20" rx="5" />
      <rect class="logo-lid" x="1" y="5" width="30" height="8" rx="3" />
      <circle class="logo-sun" cx="21.5" cy="18" r="2.2" />
      <path class="logo-hill" d="M6 26l6.5-7.5 4.5 5 3-3 6 5.5z" />
    </svg>
  );
}
