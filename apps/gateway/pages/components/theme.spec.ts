import fastifyCookie from '@fastify/cookie';
import { fastify } from 'fastify';
import { beforeAll, expect, it } from 'vitest';

import { themeCookie, themeOf } from './theme.js';

const server = fastify();
beforeAll(async () => {
  await server.register(fastifyCookie, { hook: false });
});

it.each([
  [undefined, 'system'],
  ['shoebox_theme=dark', 'dark'],
  ['other=1; shoebox_theme=light', 'light'],
  ['shoebox_theme="><script>', 'system'],
])('reads %s as %s', (cookie, theme) => expect(themeOf({ server, headers: { ...(cookie && { cookie }) } })).toBe(theme));

it('the cookie lasts one year', () => {
  expect(themeCookie('dark')).toEqual({ name: 'shoebox_theme', value: 'dark', path: '/', maxAge: 365 * 24 * 3600 });
});
