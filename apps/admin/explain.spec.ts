import { expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';
import { Problem } from '#libs/contract/errors.js';

import { AdminError } from './admin-error.js';
import { explain } from './explain.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

it.each([
  [new AdminError('No such account.'), 'No such account.', 1],
  [new AdminError('No such command.', 2), 'No such command.', 2],
  [new ConfigError('SHOEBOX_PORT is wrong.'), 'SHOEBOX_PORT is wrong.', 1],
  [new Problem('WEAK_PASSWORD', 'Too short.'), 'Too short.', 1],
  [new RepositoryFull('x'), 'The disk of the database is full: make room and try again.', 1],
  [new RepositoryUnavailable('x'), 'The database does not answer: try again in a moment.', 1],
])('%s', (error, line, code) => expect(explain(error)).toEqual({ line, code }));

it('keeps the stack of what is ours', () => expect(explain(new TypeError('x')).line).toContain('explain.spec.ts'));
