import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { Terminal } from '#libs/terminal/terminal.js';

import { createCli } from './program.js';

/** The name, arguments and options of the command that would run. */
async function parse(args: readonly string[]): Promise<unknown[]> {
  const terminal = new Terminal({ stdin: new PassThrough(), stdout: new PassThrough() });
  const program = createCli({ terminal, progress: { write: () => true }, signal: new AbortController().signal });
  let parsed: unknown[] = [];
  for (const command of program.commands) {
    command.exitOverride().action((...rest: unknown[]) => void (parsed = [command.name(), ...rest.slice(0, -1)]));
  }
  await program.exitOverride().parseAsync(args, { from: 'user' });
  return parsed;
}

const SML = ['s', 'm', 'l'];

describe('createCli', () => {
  it.each([
    ['login drive.example', ['login', 'drive.example', {}]],
    ['upload a b --json', ['upload', ['a', 'b'], { json: true }]],
    ['upload --dry-run --watch a', ['upload', ['a'], { dryRun: true, watch: true }]],
    ['upload a --album Rome', ['upload', ['a'], { album: 'Rome' }]],
    ['share a b', ['share', ['a', 'b'], { sizes: SML }]],
    ['share a --sizes o,m,m --password --name Sea', ['share', ['a'], { sizes: ['o', 'm'], name: 'Sea', password: true }]],
    ['share a --until 9999-12-31T23:00:00+02:00', ['share', ['a'], { sizes: SML, until: new Date('9999-12-31T21:00:00Z') }]],
    ['url a', ['url', 'a', { format: 'jpg' }]],
    [
      'url a --modifiers SL600 --format webp --sign --until 9999-12-31T23:00:00Z --key k',
      ['url', 'a', { modifiers: 'SL600', format: 'webp', sign: true, until: new Date('9999-12-31T23:00:00Z'), key: 'k' }],
    ],
    ['url a --preset hero', ['url', 'a', { preset: 'hero', format: 'jpg' }]],
    ['list', ['list', [], { limit: 50 }]],
    ['list two words --limit 5', ['list', ['two', 'words'], { limit: 5 }]],
    ['download x --to y --size m', ['download', ['x'], { to: 'y', size: 'm' }]],
    ['export out', ['export', 'out', {}]],
  ])('%s', async (text, command) => expect(await parse(text.split(' '))).toEqual(command));

  it.each([
    ['share', 'missing required argument'],
    ['share a --sizes s,xl', '"xl" is not a size'],
    ['share a --until 2019-01-01', '--until is 2019-01-01'],
    ['share a --until 2999-02-30', '--until is'],
    ['share a --until soon', '--until is soon'],
    ['url', 'missing required argument'],
    ['url a --modifiers SL9 --preset hero', 'cannot be used with option'],
    ['url a --preset Hero', '--preset is Hero'],
    ['url a --format gif', 'gif'],
    ['url a --sign --until 2019-01-01', '--until is 2019-01-01'],
    ['upload a --album=', '--album is'],
    [`upload a --album ${'x'.repeat(101)}`, '--album is'],
    ['download a --album b', "unknown option '--album'"],
    ['login', 'missing required argument'],
    ['login a b', 'too many arguments'],
    ['upload', 'missing required argument'],
    ['list --watch', "unknown option '--watch'"],
    ['list --limit 0', '--limit is 0'],
    ['download a --size xl', '"xl" is not a size'],
    ['upload a --force', "unknown option '--force'"],
  ])('refuses "%s"', async (text, why) => {
    await expect(parse(text.split(' '))).rejects.toThrow(why);
  });

  it('a day for --until means its last moment in local time', async () => {
    const until = new Date(new Date(3000, 0, 1).getTime() - 1);
    expect(await parse(['share', 'a', '--until', '2999-12-31'])).toEqual(['share', ['a'], { sizes: SML, until }]);
  });
});
