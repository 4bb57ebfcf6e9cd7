/** A setting is unknown, invalid or missing. The message is the one line to print before the process exits. */
export class ConfigError extends Error {
  readonly code = 'CONFIG';
}
