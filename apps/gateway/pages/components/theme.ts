import type { IncomingHttpHeaders } from 'node:http';

import { createContext } from 'preact';

import { cookie } from '../../security/credentials.js';

/** The colour scheme of the pages. `system`: the setting of the device. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'shoebox_theme';
/** Seconds. */
const YEAR = 31_536_000;

/** The theme for Layout, so that controllers need not pass it. */
export const ThemeContext = createContext<Theme>('system');

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

/** The theme that was chosen in this browser. */
export function themeOf(headers: IncomingHttpHeaders): Theme {
  const chosen = cookie(headers, NAME);
  return isTheme(chosen) ? chosen : 'system';
}

/** The cookie that stores the choice in this browser. It contains nothing about the person. */
export function themeCookie(theme: Theme): string {
  return `${NAME}=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax; HttpOnly`;
}
