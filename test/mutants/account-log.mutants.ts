import type { MutatedFile } from './mutant.js';

const log = ['apps/auth/account-log/account-log.spec.ts'];
const cli = ['apps/cli/hostile-drive.spec.ts'];

export const mutated: MutatedFile[] = [
  {
    file: 'apps/auth/account-log/account-log.service.ts',
    killedBy: log,
    mutants: [
      {
        id: 'log-refused-each',
        promise: 'Guesses that are refused are one event in 15 minutes.',
        find: `(noted ? undefined : this.note(userId, 'guesses-refused', client))`,
        replace: `this.note(userId, 'guesses-refused', client)`,
      },
      {
        id: 'log-refuses-log-in',
        promise: 'A log that can not be written refuses nobody.',
        find: `this.logger.warn({ err: error }, 'an event of an account could not be stored');`,
        replace: `throw error;`,
      },
    ],
  },
  {
    file: 'apps/auth/account-log/account-log.controller.ts',
    killedBy: log,
    mutants: [{ id: 'log-by-token', promise: 'A token does not read the log.', find: `@Needs('account')`, replace: `@Needs('any')` }],
  },
  {
    file: 'libs/infra/sqlite/account-log.ts',
    killedBy: ['libs/infra/sqlite/auth-database.spec.ts'],
    mutants: [
      {
        id: 'log-unbounded',
        promise: 'The log of an account is bounded.',
        find: `params: [userId, what, keep]`,
        replace: `params: [userId, what, 10 * keep]`,
      },
      {
        id: 'log-kinds-together',
        promise: 'Events of one kind do not push out those of another.',
        find: `WHERE userId = ? AND what = ?`,
        replace: `WHERE userId = ? AND ? IS NOT NULL`,
      },
    ],
  },
  {
    file: 'libs/terminal/terminal.ts',
    killedBy: cli,
    mutants: [
      { id: 'terminal-obeys-lines', promise: 'A terminal obeys no name.', find: `\${visibleLines(lines)}`, replace: `\${lines}` },
      {
        id: 'terminal-obeys-json',
        promise: 'A terminal obeys no name in JSON.',
        find: `\${visibleJson(value, indent)}`,
        replace: `\${JSON.stringify(value, null, indent)}`,
      },
    ],
  },
  {
    file: 'libs/terminal/command-line.ts',
    killedBy: cli,
    mutants: [
      {
        id: 'terminal-obeys-errors',
        promise: 'A terminal obeys no answer of a drive.',
        find: `visibleLines(describeCommandError(error))`,
        replace: `describeCommandError(error)`,
      },
    ],
  },
  {
    file: 'apps/cli/list/list.command.ts',
    killedBy: cli,
    mutants: [{ id: 'list-forged-line', promise: 'A name is one line.', find: `visible(name)`, replace: `name` }],
  },
  {
    file: 'libs/domain/image/entry-names.ts',
    killedBy: [...cli, 'libs/domain/image/entry-names.spec.ts'],
    mutants: [
      { id: 'file-obeyed', promise: 'No file is named .bashrc or -rf.', find: ` || /^[.-]/.test(plain)`, replace: `` },
      { id: 'file-bidi', promise: 'No file name changes the direction of text.', find: `\\p{Bidi_Control}`, replace: `` },
    ],
  },
];
