import type { IncomingHttpHeaders } from 'node:http';

import { createContext } from 'preact';

import { cookie } from '../security/credentials.js';

/** How the pages look: as the system of the visitor says, unless they chose. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'shoebox_theme';
/** Seconds that a browser keeps the choice: as long as it keeps anything. */
const YEAR = 31_536_000;

/** For the frame of a page, which no controller hands it down to. */
export const ThemeContext = createContext<Theme>('system');

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

/** What was chosen in this browser. */
export function themeOf(headers: IncomingHttpHeaders): Theme {
  const chosen = cookie(headers, NAME);
  return isTheme(chosen) ? chosen : 'system';
}

/** The cookie by which this browser remembers a choice; it says nothing about anybody. */
export function themeCookie(theme: Theme): string {
  return `${NAME}=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax; HttpOnly`;
}
