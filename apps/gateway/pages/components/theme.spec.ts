import { expect, it } from 'vitest';

import { themeCookie, themeOf } from './theme.js';

it.each([
  [undefined, 'system'],
  ['shoebox_theme=dark', 'dark'],
  ['other=1; shoebox_theme=light', 'light'],
  ['shoebox_theme="><script>', 'system'],
])('reads %s as %s', (cookie, theme) => expect(themeOf({ cookie })).toBe(theme));

it('the cookie lasts one year', () => {
  expect(themeCookie('dark')).toBe('shoebox_theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly');
});
