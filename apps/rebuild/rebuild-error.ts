/** A line for the owner, and the code to end with: 1 when it could not be done, 2 when the command was not understood. */
export class RebuildError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
