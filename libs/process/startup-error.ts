import { ConfigError } from '#libs/config/config-error.js';

/** Why a start failed: one line for an error that the owner can mend; the stack for a bug. */
export function describeStartupError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  return listenError(error) ?? error.stack ?? error.message;
}

function listenError(error: NodeJS.ErrnoException & { port?: number }): string | undefined {
  if (error.syscall !== 'listen') return undefined;
  const port = error.port === undefined ? 'The port' : `Port ${error.port}`;
  const other = 'another port (SHOEBOX_PORT, SHOEBOX_INTERNAL_PORT)';
  if (error.code === 'EADDRINUSE') return `${port} is in use: stop the program that listens there, or set ${other}.`;
  if (error.code === 'EACCES') return `${port} needs more rights than this user has: set ${other} above 1023.`;
  if (error.code === 'EADDRNOTAVAIL')
    return 'SHOEBOX_HOST is not an address of this machine: use one that it has, or 0.0.0.0 for all addresses.';
  return undefined;
}
