import type { LoggerService } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';
import { pino, type DestinationStream, type Logger } from 'pino';

import { isoTime } from '#libs/domain/iso-time.js';

import { logOutput } from './log-output.js';

export type { Logger } from 'pino';

/** Properties that are never logged, at any of three levels. */
const REDACTED: ReadonlySet<string> = new Set(['authorization', 'cookie', 'password', 'token', 'sessionToken', 'jwt']);
const LEVELS = 3;

const timestamp = () => `,"time":"${isoTime(new Date())}"`;

/** Logs one JSON object on each line, by default of standard output. */
export function createLogger(level: string, destination: DestinationStream = logOutput()): Logger {
  // pino's own option `redact` costs several times as much, for every line and every child.
  const formatters = { log: (fields: object | undefined) => (fields ? redacted(fields, LEVELS) : {}) };
  const logger = pino({ level, base: undefined, formatters, timestamp }, destination);
  // Formatters are not applied to the bindings of a child. Children of children inherit this.
  const { child } = logger;
  logger.child = function (this: Logger, bindings, options) {
    return child.call(this, redacted(bindings, LEVELS), options);
  } as Logger['child'];
  return logger;
}

/** The value itself when there is nothing to leave out, which is nearly always; else a copy. An error stays one. */
function redacted<T extends object>(fields: T, levels: number): Record<string, unknown> {
  const all = fields as Record<string, unknown>;
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(all)) {
    const value = all[name];
    const isNested = levels > 1 && typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
    const safe = REDACTED.has(name) ? '[Redacted]' : isNested ? redacted(value, levels - 1) : value;
    if (safe !== value) (copy ??= copyOf(all))[name] = safe;
  }
  return copy ?? all;
}

function copyOf(value: object): Record<string, unknown> {
  if (Array.isArray(value)) return [...value] as unknown as Record<string, unknown>;
  if (!(value instanceof Error)) return { ...value };
  // Of an error the message and the stack are read, too. Defined and not assigned, since it may be frozen.
  const own = Object.entries(value).map(([name, each]) => [name, { value: each as unknown, writable: true, enumerable: true }]);
  return Object.create(value, Object.fromEntries(own) as PropertyDescriptorMap) as Record<string, unknown>;
}

/** Writes the id of a request into its lines. A child of pino for each request would cost more than the lines. */
export class RequestLogger implements FastifyBaseLogger {
  constructor(
    private readonly logger: Logger,
    private readonly reqId: string,
  ) {}

  get level(): string {
    return this.logger.level;
  }

  isLevelEnabled(level: string): boolean {
    return this.logger.isLevelEnabled(level);
  }

  child(bindings: object): Logger {
    return this.logger.child({ reqId: this.reqId, ...bindings });
  }

  fatal(...line: unknown[]): void {
    this.write('fatal', line);
  }
  error(...line: unknown[]): void {
    this.write('error', line);
  }
  warn(...line: unknown[]): void {
    this.write('warn', line);
  }
  info(...line: unknown[]): void {
    this.write('info', line);
  }
  debug(...line: unknown[]): void {
    this.write('debug', line);
  }
  trace(...line: unknown[]): void {
    this.write('trace', line);
  }
  silent(): void {}

  private write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', [first, ...rest]: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const { reqId } = this;
    const fields = first instanceof Error ? { err: first } : typeof first === 'object' ? first : undefined;
    const message = (fields ? rest : [first, ...rest]) as [string, ...unknown[]];
    this.logger[level]({ reqId, ...fields }, ...message);
  }
}

/** Writes Nest's messages to the same log. Its start-up messages are debug. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context: context.at(-1) }, String(message));
  }
  debug(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context: context.at(-1) }, String(message));
  }
  verbose(message: unknown, ...context: unknown[]): void {
    this.logger.trace({ context: context.at(-1) }, String(message));
  }
  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn({ context: context.at(-1) }, String(message));
  }
  error(message: unknown, ...context: unknown[]): void {
    this.logger.error({ context }, String(message));
  }
  fatal(message: unknown, ...context: unknown[]): void {
    this.logger.fatal({ context }, String(message));
  }
}
