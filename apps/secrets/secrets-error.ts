/** One line for the owner. */
export class SecretsError extends Error {
  readonly code = 'SECRETS';
}
