import type { IncomingHttpHeaders } from 'node:http';

import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Sessions, type Caller } from '../sessions/sessions.js';
import type { StreamedAnswer } from './streamed-answer.js';

/** Milliseconds between two checks of the tokens of all streams. */
const CHECK_INTERVAL = 1_000;

interface OpenStream {
  caller: Caller;
  requestId: string;
}

/** The open event streams (text/event-stream). A stream ends when its caller's token becomes invalid, and when the gateway shuts down. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<StreamedAnswer, OpenStream>();
  private timer: NodeJS.Timeout | undefined;
  private shuttingDown = false;

  constructor(private readonly sessions: Sessions) {
    sessions.onRevoke(() => this.check());
  }

  /** Ends the answer as soon as the token of its caller is no longer valid. */
  watch(answer: StreamedAnswer, caller: Caller, requestId: string): void {
    // The headers of the answer are sent right after this call.
    if (this.shuttingDown) setImmediate(() => answer.end());
    this.open.set(answer, { caller, requestId });
    this.timer ??= setInterval(() => this.check(), CHECK_INTERVAL);
    void answer.done.finally(() => this.remove(answer));
  }

  /** Clients keep event streams open, so without this a shutdown would wait for them. */
  beforeApplicationShutdown(): void {
    this.shuttingDown = true;
    for (const answer of this.open.keys()) answer.end();
  }

  private remove(answer: StreamedAnswer): void {
    this.open.delete(answer);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private check(): void {
    for (const [answer, { caller, requestId }] of this.open) {
      this.sessions.isValid(caller, requestId).then(
        (valid) => valid || answer.end(),
        // While auth does not answer, the stream stays open.
        () => undefined,
      );
    }
  }
}

export function isEventStream(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.split(';')[0]?.trim() === 'text/event-stream';
}
