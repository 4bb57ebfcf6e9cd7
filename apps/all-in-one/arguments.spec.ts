import { describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';

import { withArguments } from './arguments.js';

describe('withArguments', () => {
  it('listens on all addresses with --lan, and only then', () => {
    expect(withArguments(loadConfig({}), []).host).toBe('127.0.0.1');
    expect(withArguments(loadConfig({}), ['--lan']).host).toBe('0.0.0.0');
  });

  it.each([
    [{}, ['--lna'], 'There is no argument --lna'],
    [{ SHOEBOX_HOST: '192.168.1.5' }, ['--lan'], 'remove one'],
    [{ SHOEBOX_INTERNAL_PORT: '3000' }, [], 'SHOEBOX_INTERNAL_PORT and SHOEBOX_PORT are both 3000'],
  ])('refuses %o with %o in one line', (env, args, line) => {
    expect(() => withArguments(loadConfig(env), args)).toThrow(line);
  });
});
