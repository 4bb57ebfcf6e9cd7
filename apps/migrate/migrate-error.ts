/** What keeps a drive from being moved, in one line for the owner. */
export class MigrateError extends Error {
  readonly code = 'MIGRATE';

  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
