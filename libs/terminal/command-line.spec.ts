import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';
import { Problem } from '#libs/api/errors.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

import { CommandError, describeCommandError } from './command-error.js';
import { createProgram, runProgram } from './command-line.js';

describe('runProgram', () => {
  let out: string;
  let errors: string;
  beforeEach(() => {
    [out, errors] = ['', ''];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((out += String(text))));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((errors += String(text))));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  async function run(text: string, action: () => Promise<void> = async () => undefined, signal?: AbortSignal) {
    const program = createProgram('npm run test --', 'A program.');
    program.command('send').argument('<file...>', 'at least one file').option('--watch', 'Stay.').action(action);
    await runProgram(program, text.split(' ').filter(Boolean), signal);
    return process.exitCode;
  }

  it.each([
    ['', 'Choose a command: send. Help: npm run test -- --help'],
    ['constructor', "Unknown command 'constructor'. Help: npm run test -- --help"],
    ['send', 'send needs at least one file. Usage: npm run test -- send [options] <file...>'],
    ['send a --wach', "Unknown option '--wach' (Did you mean --watch?) Help: npm run test -- send --help"],
  ])('"%s" is a usage error: one line and exit code 2', async (text, line) => {
    expect(await run(text)).toBe(2);
    expect([out, errors]).toEqual(['', `${line}\n`]);
  });

  it.each(['--help', '-h', 'help', 'help send', 'send --help'])('"%s" prints the help and no error', async (text) => {
    expect(await run(text)).toBeUndefined();
    expect([out, errors]).toEqual([expect.stringContaining('Usage: npm run test --'), '']);
  });

  it('a failed command ends with its exit code, an interrupted one with 130', async () => {
    const fail = async () => {
      throw new CommandError('It failed.');
    };
    expect(await run('send a', fail)).toBe(1);
    expect(await run('send a', fail, AbortSignal.abort())).toBe(130);
    expect(errors).toBe('It failed.\nIt failed.\n');
  });
});

describe('describeCommandError', () => {
  it.each([
    [new CommandError('No such account.'), 'No such account.'],
    [new ConfigError('SHOEBOX_PORT is wrong.'), 'SHOEBOX_PORT is wrong.'],
    [new Problem('WEAK_PASSWORD', 'Too short.'), 'Too short.'],
    [new RepositoryFull('x'), 'The disk is full. Free some space, then run the command again.'],
    [new RepositoryUnavailable('x'), 'The database does not answer. Start it, then run the command again.'],
    [Object.assign(new Error('x'), { code: 'EEXIST', syscall: 'mkdir', path: '/a' }), '/a is a file; choose a folder.'],
    [Object.assign(new Error('x'), { code: 'EACCES', errno: -13, syscall: 'open', path: '/a' }), '/a: permission denied.'],
  ])('%s', (error, line) => expect(describeCommandError(error)).toBe(line));

  it('keeps the stack of a bug', () => expect(describeCommandError(new TypeError('x'))).toContain('command-line.spec.ts'));
});
