import type { FastifyRequest } from 'fastify';
import { createContext } from 'preact';

import { readCookie, type NewCookie } from '../../security/cookies.js';

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
export function themeOf(request: Pick<FastifyRequest, 'server' | 'headers'>): Theme {
  const chosen = readCookie(request, NAME);
  return isTheme(chosen) ? chosen : 'system';
}

/** The cookie that stores the choice in this browser. It contains nothing about the person. */
export function themeCookie(theme: Theme): NewCookie {
  return { name: NAME, value: theme, path: '/', maxAge: YEAR };
}
