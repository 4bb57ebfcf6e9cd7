import { ConfigError } from '#libs/config/config-error.js';

/** Why a start came to nothing: one line for what a person can mend; the stack for what is ours. */
export function describeStartupError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  return cannotListen(error) ?? error.stack ?? error.message;
}

function cannotListen(error: NodeJS.ErrnoException & { port?: number }): string | undefined {
  if (error.syscall !== 'listen') return undefined;
  const port = error.port === undefined ? '' : ` ${error.port}`;
  const another = 'another (SHOEBOX_PORT, SHOEBOX_INTERNAL_PORT)';
  if (error.code === 'EADDRINUSE') return `The port${port} is taken: stop what listens there, or set ${another}.`;
  if (error.code === 'EACCES') return `This user may not listen on the port${port}: set ${another}, above 1023.`;
  if (error.code === 'EADDRNOTAVAIL') return 'SHOEBOX_HOST is no address of this machine: set one that it has, or 0.0.0.0 for all.';
  return undefined;
}
