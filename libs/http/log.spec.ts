import { expect, it } from 'vitest';

import { createLogger } from './log.js';

const NAMES = ['authorization', 'cookie', 'password', 'token', 'sessionToken', 'jwt'];

it.each(NAMES)('%s is not logged, at any of three levels', (name) => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  logger.info({ [name]: 'canary' }, 'one');
  logger.info({ body: { [name]: 'canary' } }, 'two');
  logger.info({ request: { headers: { [name]: 'canary', host: 'kept' } } }, 'three');
  expect(lines.map((line) => line.includes('[Redacted]'))).toEqual([true, true, true]);
  expect(lines.join('')).not.toContain('canary');
  expect(lines[2]).toContain('kept');
});

it('a line is one JSON object with the time, and less than the level is not logged', () => {
  const lines: string[] = [];
  const logger = createLogger('warn', { write: (line: string) => void lines.push(line) });
  logger.info('less');
  logger.warn('enough');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 40, time: expect.stringMatching(/^20.*Z$/) as string, msg: 'enough' },
  ]);
});
