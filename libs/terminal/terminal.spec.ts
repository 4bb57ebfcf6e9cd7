import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { Terminal } from './terminal.js';

function streams(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const stdout = new PassThrough();
  const shown: string[] = [];
  stdout.on('data', (chunk: Buffer) => shown.push(chunk.toString()));
  return { stdin, stdout, shown };
}

it('does not echo a secret, and echoes other input', async () => {
  const { stdin, stdout, shown } = streams(true);
  const terminal = new Terminal({ stdin, stdout });
  const secret = terminal.ask('Password: ', { secret: true });
  stdin.write('seven green bicycles\r');
  expect(await secret).toBe('seven green bicycles');
  const plain = terminal.ask('Name: ');
  stdin.write('ada\r');
  expect(await plain).toBe('ada');
  terminal.close();
  expect(shown.join('')).toContain('Password: ');
  expect(shown.join('')).not.toMatch(/seven|green|bicycles/);
  expect(shown.join('')).toContain('ada');
});

it('reads piped lines one by one without printing questions, and returns null at the end', async () => {
  const { stdin, stdout, shown } = streams(false);
  const terminal = new Terminal({ stdin, stdout });
  stdin.end('one\ntwo');
  expect(await terminal.ask('First: ')).toBe('one');
  expect(await terminal.ask('Second: ', { secret: true })).toBe('two');
  expect(await terminal.ask('Third: ')).toBeNull();
  expect(shown).toEqual([]);
});

it('ignores a closed pipe, but not a full disk', () => {
  const { stdin, stdout } = streams(false);
  const terminal = new Terminal({ stdin, stdout });
  terminal.say('one');
  const failed = (code: string) => stdout.emit('error', Object.assign(new Error(code), { code }));
  expect(() => failed('EPIPE')).not.toThrow();
  expect(() => failed('ENOSPC')).toThrow('ENOSPC');
});
