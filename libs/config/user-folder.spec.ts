import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect, it } from 'vitest';

import { typedPath, userFolder } from './user-folder.js';

it('finds the folder of a person’s settings', () => {
  expect(userFolder({ XDG_CONFIG_HOME: '/cfg' }, 'linux')).toBe('/cfg/shoebox');
  expect(userFolder({}, 'linux')).toBe(join(homedir(), '.config/shoebox'));
  expect(userFolder({ APPDATA: '/app', XDG_CONFIG_HOME: '/cfg' }, 'win32')).toBe('/app/shoebox');
});

it('takes a path from where npm was called, and only when npm called the command', () => {
  expect(typedPath('photos', { npm_lifecycle_event: 'cli', INIT_CWD: '/home/ada' })).toBe('/home/ada/photos');
  expect(typedPath('/photos', { npm_lifecycle_event: 'cli', INIT_CWD: '/home/ada' })).toBe('/photos');
  expect(typedPath('photos', { npm_lifecycle_event: 'test', INIT_CWD: '/home/ada' })).toBe(resolve('photos'));
});
