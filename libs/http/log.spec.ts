import { expect, it } from 'vitest';

import { createLogger, RequestLogger } from './log.js';

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

it('an error keeps its message and its stack, without what is left out', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  const err = Object.assign(new Error('a message'), { token: 'canary', code: 'KEPT', options: { password: 'canary' } });
  logger.info({ err }, 'one');
  new RequestLogger(logger, 'an id').error(err);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({
      err: { message: 'a message', stack: expect.stringContaining('log.spec') as string, code: 'KEPT' },
    });
    expect(line).not.toContain('canary');
  }
  expect(() => logger.info({ err: Object.freeze(Object.assign(new Error('frozen'), { token: 'canary' })) })).not.toThrow();
  expect(lines.pop()).toContain('frozen');
  expect([lines.length, err.token, err.options.password]).toEqual([2, 'canary', 'canary']);
});

it('credentials are not logged as bindings of a child, in lists, or by a request', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  logger.child({ token: 'canary', body: { jwt: 'canary' } }).info('one');
  logger.info({ list: [{ token: 'canary', name: 'kept' }] }, 'two');
  new RequestLogger(logger, 'an id').info({ headers: { cookie: 'canary' } }, 'three');
  new RequestLogger(logger, 'an id').child({ jwt: 'canary' }).info('four');
  expect(lines.join('')).not.toContain('canary');
  expect(lines.map((line) => line.includes('[Redacted]'))).toEqual([true, true, true, true]);
  expect(lines[1]).toContain('kept');
});

it('each line of a request has its id, whatever is logged, and what is below the level is not logged', () => {
  const lines: string[] = [];
  const log = new RequestLogger(createLogger('info', { write: (line: string) => void lines.push(line) }), 'an id');
  log.info('a text');
  log.warn({ code: 'X' }, 'a text with %s', 'fields');
  log.error(new Error('an error'));
  log.debug('less');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { reqId: 'an id', msg: 'a text' },
    { reqId: 'an id', msg: 'a text with fields', code: 'X' },
    { reqId: 'an id', msg: 'an error' },
  ]);
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
