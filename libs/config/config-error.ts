/** A setting that is unknown, wrong or missing. The message is the one line to print before the process ends. */
export class ConfigError extends Error {
  readonly code = 'CONFIG';
}
