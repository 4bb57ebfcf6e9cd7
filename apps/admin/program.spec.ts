import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { createAdmin } from './program.js';

/** The name, arguments and options of the command that would run. */
async function parse(args: readonly string[]): Promise<unknown[]> {
  const terminal = new Terminal({ stdin: new PassThrough(), stdout: new PassThrough() });
  const program = createAdmin({ terminal, load: loadConfig });
  let parsed: unknown[] = [];
  for (const command of program.commands) {
    command.exitOverride().action((...rest: unknown[]) => void (parsed = [command.name(), ...rest.slice(0, -1)]));
  }
  await program.exitOverride().parseAsync(args, { from: 'user' });
  return parsed;
}

describe('createAdmin', () => {
  it.each([
    ['users', ['users', {}]],
    ['invite', ['invite', { days: 7 }]],
    ['invite --days 30', ['invite', { days: 30 }]],
    ['invites', ['invites', {}]],
    ['withdraw 0123abcd', ['withdraw', '0123abcd', {}]],
    ['quota ada', ['quota', 'ada', undefined, {}]],
    ['quota ada none', ['quota', 'ada', { bytes: null }, {}]],
    ['quota ada default', ['quota', 'ada', null, {}]],
    ['quota ada 1.5GB', ['quota', 'ada', { bytes: 1_500_000_000 }, {}]],
    ['quota ada 2MiB', ['quota', 'ada', { bytes: 2_097_152 }, {}]],
    ['quota ada 0', ['quota', 'ada', { bytes: 0 }, {}]],
    ['remove ada', ['remove', 'ada', {}]],
    ['remove --yes ada@example.org', ['remove', 'ada@example.org', { yes: true }]],
    ['rotate-keys', ['rotate-keys', {}]],
    ['rotate-keys --revoke', ['rotate-keys', { revoke: true }]],
    ['reset-password ada', ['reset-password', 'ada', {}]],
    ['reset-password ada --generate --end-tokens', ['reset-password', 'ada', { generate: true, endTokens: true }]],
  ])('%s', async (text, command) => expect(await parse(text.split(' '))).toEqual(command));

  it.each([
    ['user', "unknown command 'user'"],
    ['constructor', "unknown command 'constructor'"],
    ['users ada', 'too many arguments'],
    ['users --yes', "unknown option '--yes'"],
    ['invite ada', 'too many arguments'],
    ['invite --days 0', '--days is 0'],
    ['invite --days 366', '--days is 366'],
    ['invite --days soon', '--days is soon'],
    ['users --days 3', "unknown option '--days'"],
    ['invites all', 'too many arguments'],
    ['withdraw', 'missing required argument'],
    ['withdraw a b', 'too many arguments'],
    ['quota', 'missing required argument'],
    ['quota ada much', 'The quota is much'],
    ['quota ada -5', '-5'],
    ['quota ada 1 2', 'too many arguments'],
    ['remove', 'missing required argument'],
    ['remove ada grace', 'too many arguments'],
    ['rotate-keys ada', 'too many arguments'],
    ['remove ada --generate', "unknown option '--generate'"],
    ['remove ada --force', "unknown option '--force'"],
  ])('refuses "%s"', async (text, why) => {
    await expect(parse(text.split(' '))).rejects.toThrow(why);
  });
});
