import { describe, expect, it } from 'vitest';

import { HELP, parse } from './arguments.js';

describe('parse', () => {
  it.each([
    ['--help', { name: 'help' }],
    ['upload -h', { name: 'help' }],
    ['login drive.example', { name: 'login', url: 'drive.example' }],
    ['upload a b --json', { name: 'upload', folders: ['a', 'b'], dryRun: false, watch: false, json: true }],
    ['upload --dry-run --watch a', { name: 'upload', folders: ['a'], dryRun: true, watch: true, json: false }],
    ['list', { name: 'list', words: [], limit: 50, json: false }],
    ['list two words --limit 5', { name: 'list', words: ['two', 'words'], limit: 5, json: false }],
    ['download x --to y --size m', { name: 'download', ids: ['x'], to: 'y', size: 'm' }],
    ['export out', { name: 'export', folder: 'out', json: false }],
  ])('%s', (text, command) => expect(parse(text.split(' '))).toEqual(command));

  it.each([
    ['', 'Say what to do'],
    ['share', 'no command share'],
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

  it('has help that names every command and option', () => {
    for (const word of ['login', 'upload', 'list', 'download', 'export', '--dry-run', '--watch', '--json', '--limit', '--to', '--size'])
      expect(HELP).toContain(word);
  });
});
