import { describe, expect, it } from 'vitest';

import { aloneRefusal, type AppName } from './alone.js';
import { loadConfig } from './config.js';

describe('aloneRefusal', () => {
  it.each([
    ['gateway', 'SHOEBOX_AUTH_URL'],
    ['auth', 'SHOEBOX_DATABASE_URL'],
    ['media', 'SHOEBOX_DATABASE_URL'],
    ['worker', 'SHOEBOX_DATABASE_URL'],
  ] as [AppName, string][])('names in one line the setting that %s lacks', (app, setting) => {
    const line = aloneRefusal(app, loadConfig({}));
    expect(line).toMatch(new RegExp(`^${app} alone needs ${setting}=[^\n]+npm start$`));
  });

  it('names the next setting when the first is there', () => {
    expect(aloneRefusal('worker', loadConfig({ SHOEBOX_DATABASE_URL: 'mongodb://db' }))).toContain('needs SHOEBOX_QUEUE_URL');
  });

  it('never prints a value, which may hold a password', () => {
    const line = aloneRefusal('auth', loadConfig({ SHOEBOX_DATABASE_URL: 'mongodb://root:hunter2@db' }));
    expect(line).toContain('no engine for SHOEBOX_DATABASE_URL');
    expect(line).not.toContain('hunter2');
  });
});
