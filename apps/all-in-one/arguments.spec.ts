import { afterEach, describe, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';

import { readArguments, withOptions } from './arguments.js';

describe('readArguments', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('knows --lan', async () => {
    expect([await readArguments([]), await readArguments(['--lan'])]).toEqual([{}, { lan: true }]);
  });

  it('refuses any other argument in one line', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await readArguments(['--lna'])).toBeNull();
    expect(write.mock.calls.map(([text]) => text)).toEqual([expect.stringMatching(/^Unknown option '--lna'[^\n]*\n$/)]);
  });
});

describe('withOptions', () => {
  it('listens on all addresses with --lan only', () => {
    expect(withOptions(loadConfig({}), {}).host).toBe('127.0.0.1');
    expect(withOptions(loadConfig({}), { lan: true }).host).toBe('0.0.0.0');
  });

  it.each([
    [{ SHOEBOX_HOST: '192.168.1.5' }, { lan: true }, 'Remove one of them'],
    [{ SHOEBOX_INTERNAL_PORT: '3000' }, {}, 'SHOEBOX_INTERNAL_PORT and SHOEBOX_PORT are both 3000'],
  ])('refuses %o with %o', (env, options, line) => {
    expect(() => withOptions(loadConfig(env), options)).toThrow(line);
  });
});
