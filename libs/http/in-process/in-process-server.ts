import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { AnswerController, AnswerHandler } from './answer-handler.js';
import { handedOverBy, InProcessRequest, type HandedOver, type RequestHead } from './in-process-request.js';
import { InProcessResponse, type AnswerSink } from './in-process-response.js';
import { plainData } from './plain-data.js';

export interface InProcessCall extends RequestHead, Omit<HandedOver, 'takeObject'> {
  /** It may be destroyed by the call. */
  body: Readable | string | null;
  /** Milliseconds without progress, as long as nobody waits for the client: until the head of the answer, and between two chunks of it. */
  timeouts: { headers: number; body: number };
}

/**
 * Serves an application to callers in this process: its hooks, guards and handlers are called directly, without a socket and without HTTP
 * messages. Bodies are streams with backpressure in both directions.
 */
export class InProcessServer {
  private readonly open = new Set<Call>();
  private closing = false;

  private constructor(private readonly app: NestFastifyApplication) {}

  /** Initialises the application. */
  static async open(app: NestFastifyApplication): Promise<InProcessServer> {
    const server = new InProcessServer(app);
    const fastify = app.getHttpAdapter().getInstance();
    // Before the application is taken apart, as a server on a port finishes its requests first.
    fastify.addHook('preClose', () => server.finishCalls());
    fastify.addHook('onRequest', (request, reply, done) => {
      const take = handedOverBy(request.raw)?.takeObject;
      // Fastify gives a text to the serializer, too.
      if (take) reply.serializer((payload: unknown) => (typeof payload === 'string' ? payload : (take(payload), '')));
      done();
    });
    await app.init();
    await fastify.ready();
    return server;
  }

  /** Makes a call. Its outcome, errors included, goes to the handler: ECONNREFUSED, ECONNRESET or ETIMEDOUT by their `code`. */
  dispatch(options: InProcessCall, handler: AnswerHandler): void {
    const call = new Call(options, handler, () => this.open.delete(call));
    this.open.add(call);
    call.start(this.closing ? undefined : (request, response) => this.app.getHttpAdapter().getInstance().routing(request, response));
  }

  /** Closes the application. @param grace milliseconds that calls in progress may take */
  async close(grace: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const call of this.open) call.abort(withCode('ECONNRESET', 'the service was closed'));
    }, grace);
    await this.app.close();
    clearTimeout(timer);
  }

  private async finishCalls(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.open].map((call) => call.closed));
  }
}

type Route = (request: IncomingMessage, response: ServerResponse) => void;

/** One call: what connects request and response of the service with the handler of the caller. */
class Call implements AnswerController, AnswerSink {
  private readonly request: InProcessRequest;
  private readonly response: InProcessResponse;
  private started = false;
  private isPaused = false;
  private over = false;
  private timer: NodeJS.Timeout | undefined;
  private object: { value: unknown } | undefined;

  constructor(
    private readonly options: InProcessCall,
    private readonly handler: AnswerHandler,
    private readonly onClose: () => void,
  ) {
    const { identity, clientAddress } = options;
    const takeObject = handler.onResponseObject && ((payload: unknown) => void (this.object = { value: plainData(payload) }));
    this.request = new InProcessRequest(
      options,
      options.body,
      { identity, clientAddress, takeObject },
      () => this.timer?.refresh(),
      () => this.fail(ended()),
    );
    this.response = new InProcessResponse(this.request, this);
  }

  /** Resolves when the service is done with the call. */
  get closed(): Promise<unknown> {
    return this.response.closed ? Promise.resolve() : once(this.response, 'close');
  }

  /** @param route undefined: the service takes no calls */
  start(route: Route | undefined): void {
    this.response.once('close', this.onClose);
    this.guarded(() => this.handler.onRequestStart?.(this));
    if (!route) this.fail(withCode('ECONNREFUSED', 'the service is closed'));
    if (this.over) return;
    this.timer = setTimeout(() => this.onTimeout(), this.options.timeouts.headers);
    const raw: unknown[] = [this.request, this.response];
    route!(...(raw as [IncomingMessage, ServerResponse]));
  }

  abort(error: Error): void {
    this.fail(error);
  }

  pause(): void {
    this.isPaused = true;
    this.response.pause();
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    this.timer?.refresh();
    this.response.resume();
  }

  head(status: number, headers: IncomingHttpHeaders): void {
    if (this.over) return;
    this.started = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onTimeout(), this.options.timeouts.body);
    this.guarded(() => this.handler.onResponseStart(this, status, headers));
  }

  data(chunk: Buffer | string): void {
    if (this.over) return;
    this.timer?.refresh();
    this.guarded(() => this.handler.onResponseData(this, chunk));
  }

  end(): void {
    if (this.over) return;
    this.finish();
    if (this.object) this.handler.onResponseObject!(this, this.object.value);
    this.handler.onResponseEnd();
    // What is left of the body is not wanted any more. Over HTTP the connection ends here.
    if (!this.request.complete) this.request.abort();
    else if (this.request.listenerCount('close') > 0) this.request.resume();
  }

  cut(error: Error | null): void {
    this.fail(error ?? ended());
  }

  private onTimeout(): void {
    const waitsForClient = this.started ? this.isPaused : !this.request.complete && this.request.starved;
    if (waitsForClient) this.timer!.refresh();
    else this.fail(withCode('ETIMEDOUT', 'the service took too long'));
  }

  /** An error of the handler is one of the call. */
  private guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    if (this.over) return;
    this.finish();
    const { body } = this.options;
    const cause = typeof body === 'object' && body?.errored ? body.errored : error;
    this.request.abort();
    this.response.destroy();
    this.handler.onResponseError(this, cause);
  }

  private finish(): void {
    this.over = true;
    clearTimeout(this.timer);
    const { body } = this.options;
    // The gateway then drains what the client still sends.
    if (typeof body === 'object' && !this.request.complete) body?.destroy();
  }
}

function ended(): Error {
  return withCode('ECONNRESET', 'the service ended the call before its answer was complete');
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
