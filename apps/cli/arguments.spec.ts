import { describe, expect, it } from 'vitest';

import { HELP, parse } from './arguments.js';

describe('parse', () => {
  it.each([
    ['--help', { name: 'help' }],
    ['upload -h', { name: 'help' }],
    ['login drive.example', { name: 'login', url: 'drive.example' }],
    ['upload a b --json', { name: 'upload', folders: ['a', 'b'], album: undefined, dryRun: false, watch: false, json: true }],
    ['upload --dry-run --watch a', { name: 'upload', folders: ['a'], album: undefined, dryRun: true, watch: true, json: false }],
    ['upload a --album Rome', { name: 'upload', folders: ['a'], album: 'Rome', dryRun: false, watch: false, json: false }],
    [
      'share a b',
      { name: 'share', things: ['a', 'b'], sizes: ['s', 'm', 'l'], title: undefined, password: false, until: null, json: false },
    ],
    ['share a --sizes o,m,m --password --name Sea', expect.objectContaining({ sizes: ['o', 'm'], title: 'Sea', password: true })],
    ['share a --until 9999-12-31T23:00:00+02:00', expect.objectContaining({ until: new Date('9999-12-31T21:00:00Z') })],
    ['list', { name: 'list', words: [], limit: 50, json: false }],
    ['list two words --limit 5', { name: 'list', words: ['two', 'words'], limit: 5, json: false }],
    ['download x --to y --size m', { name: 'download', ids: ['x'], to: 'y', size: 'm' }],
    ['export out', { name: 'export', folder: 'out', json: false }],
  ])('%s', (text, command) => expect(parse(text.split(' '))).toEqual(command));

  it.each([
    ['', 'Say what to do'],
    ['nonsense', 'no command nonsense'],
    ['share', 'share ID|FOLDER|FILE...'],
    ['share a --sizes s,xl', 'no size xl'],
    ['share a --until 2019-01-01', "--until can't be 2019-01-01"],
    ['share a --until 2999-02-30', "--until can't be"],
    ['share a --until soon', "--until can't be soon"],
    ['upload a --album=', '--album can'],
    [`upload a --album ${'x'.repeat(101)}`, '--album can'],
    ['download a --album b', 'download takes no --album'],
    ['constructor', 'no command constructor'],
    ['login', 'login URL'],
    ['login a b', 'One too many, b'],
    ['upload', 'upload FOLDER...'],
    ['list --watch', 'list takes no --watch'],
    ['list --limit 0', "--limit can't be 0"],
    ['download a --size xl', 'no size xl'],
    ['upload a --force', "Unknown option '--force'"],
  ])('refuses "%s" in one line, with 2', (text, why) => {
    const command = () => parse(text.split(' ').filter(Boolean));
    expect(command).toThrow(why);
    expect(command).toThrow(expect.objectContaining({ exitCode: 2, message: expect.stringMatching(/^[^\n]+$/) as string }));
  });

  it('takes a day as all of it, where the person is', () => {
    const { until } = parse(['share', 'a', '--until', '2999-12-31']) as { until: Date };
    expect(until).toEqual(new Date(3000, 0, 1));
  });

  it('has help that names every command and option', () => {
    for (const word of [
      'login',
      'upload',
      'share',
      'list',
      'download',
      'export',
      '--dry-run',
      '--watch',
      '--json',
      '--limit',
      '--to',
      '--size',
      '--album',
      '--sizes',
      '--password',
      '--until',
      '--name',
    ])
      expect(HELP).toContain(word);
  });
});
