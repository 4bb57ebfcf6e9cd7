import { describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { describeStartupError } from './startup-error.js';

describe('a startup error', () => {
  it.each([
    [new ConfigError('SHOEBOX_PORT is wrong.'), 'SHOEBOX_PORT is wrong.'],
    [Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000, syscall: 'listen' }), 'Port 3000 is in use'],
    [Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL', syscall: 'listen' }), 'SHOEBOX_HOST is not an address of this machine'],
    [Object.assign(new Error('listen'), { code: 'EACCES', port: 80, syscall: 'listen' }), 'Port 80 needs more rights'],
  ])('is one line when the owner can mend it: %s', (error, line) => {
    expect(describeStartupError(error)).toContain(line);
    expect(describeStartupError(error)).not.toContain('\n');
  });

  it('has a stack when it is a bug', () => {
    expect(describeStartupError(new Error('ours'))).toMatch(/^Error: ours\n +at /);
    expect(describeStartupError(Object.assign(new Error('a file'), { code: 'EACCES' }))).toMatch(/\n +at /);
    expect(describeStartupError('a word')).toBe('a word');
  });
});
