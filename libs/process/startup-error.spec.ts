import { describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { describeStartupError } from './startup-error.js';

describe('explain', () => {
  it.each([
    [new ConfigError('SHOEBOX_PORT is wrong.'), 'SHOEBOX_PORT is wrong.'],
    [Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000, syscall: 'listen' }), 'The port 3000 is taken'],
    [Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL', syscall: 'listen' }), 'SHOEBOX_HOST is no address of this machine'],
    [Object.assign(new Error('listen'), { code: 'EACCES', port: 80, syscall: 'listen' }), 'may not listen on the port 80'],
  ])('says in one line what a person can mend: %s', (error, line) => {
    expect(describeStartupError(error)).toContain(line);
    expect(describeStartupError(error)).not.toContain('\n');
  });

  it('shows where what is ours comes from', () => {
    expect(describeStartupError(new Error('ours'))).toMatch(/^Error: ours\n +at /);
    expect(describeStartupError(Object.assign(new Error('a file'), { code: 'EACCES' }))).toMatch(/\n +at /);
    expect(describeStartupError('a word')).toBe('a word');
  });
});
