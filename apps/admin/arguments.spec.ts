import { describe, expect, it } from 'vitest';

import { HELP, parse } from './arguments.js';

describe('parse', () => {
  it.each([
    ['--help', { name: 'help' }],
    ['users -h', { name: 'help' }],
    ['users', { name: 'users' }],
    ['invite', { name: 'invite', days: 7 }],
    ['invite --days 30', { name: 'invite', days: 30 }],
    ['invites', { name: 'invites' }],
    ['withdraw 0123abcd', { name: 'withdraw', which: '0123abcd' }],
    ['quota ada', { name: 'quota', who: 'ada', to: 'tell' }],
    ['quota ada none', { name: 'quota', who: 'ada', to: { bytes: null } }],
    ['quota ada default', { name: 'quota', who: 'ada', to: null }],
    ['quota ada 1.5GB', { name: 'quota', who: 'ada', to: { bytes: 1_500_000_000 } }],
    ['quota ada 2MiB', { name: 'quota', who: 'ada', to: { bytes: 2_097_152 } }],
    ['quota ada 0', { name: 'quota', who: 'ada', to: { bytes: 0 } }],
    ['remove ada', { name: 'remove', who: 'ada', yes: false }],
    ['remove --yes ada@example.org', { name: 'remove', who: 'ada@example.org', yes: true }],
    ['reset-password ada', { name: 'reset-password', who: 'ada', generate: false, endTokens: false }],
    ['reset-password ada --generate --end-tokens', { name: 'reset-password', who: 'ada', generate: true, endTokens: true }],
  ])('%s', (text, command) => expect(parse(text.split(' '))).toEqual(command));

  it.each([
    ['', 'Say what to do'],
    ['user', 'no command user'],
    ['constructor', 'no command constructor'],
    ['users ada', 'does not know what to do with ada'],
    ['users --yes', 'users takes no --yes'],
    ['invite ada', 'does not know what to do with ada'],
    ['invite --days 0', "--days can't be 0"],
    ['invite --days 366', "--days can't be 366"],
    ['invite --days soon', "--days can't be soon"],
    ['users --days 3', 'users takes no --days'],
    ['invites all', 'does not know what to do with all'],
    ['invites --days 3', 'invites takes no --days'],
    ['withdraw', 'Say which invitation'],
    ['withdraw a b', 'does not know what to do with b'],
    ['quota', 'Say whose account'],
    ['quota ada much', "can't be much"],
    ['quota ada -5', 'Unknown option'],
    ['quota ada 1 2', 'does not know what to do with 2'],
    ['remove', 'Say whose account'],
    ['remove ada grace', 'does not know what to do with grace'],
    ['remove ada --generate', 'remove takes no --generate'],
    ['remove ada --force', "Unknown option '--force'"],
  ])('refuses "%s" in one line, with 2', (text, why) => {
    const refusal = expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/^[^\n]+$/) as string });
    const command = () => parse(text.split(' ').filter(Boolean));
    expect(command).toThrow(why);
    expect(command).toThrow(refusal);
  });

  it('has help that names every command and option', () => {
    for (const word of [
      'users',
      'invite',
      'invites',
      'withdraw',
      'reset-password',
      'quota',
      'remove',
      '--days',
      '--generate',
      '--end-tokens',
      '--yes',
      'SHOEBOX_DATA_DIR',
    ])
      expect(HELP).toContain(word);
  });
});
