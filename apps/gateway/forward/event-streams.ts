import type { IncomingHttpHeaders } from 'node:http';

import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Sessions, type Caller } from '../sessions/sessions.js';
import type { StreamedAnswer } from './streamed-answer.js';

/** Milliseconds between two looks at the sessions of all streams. */
const LOOK = 1_000;

interface Watched {
  caller: Caller;
  requestId: string;
}

/** Answers that go on for as long as their client listens. They end with the session that they were opened by, and with the gateway. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<StreamedAnswer, Watched>();
  private timer: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(private readonly sessions: Sessions) {
    sessions.onForget(() => this.look());
  }

  /** Ends the answer when its caller's token is no longer good. */
  watch(answer: StreamedAnswer, caller: Caller, requestId: string): void {
    // Its head is on its way out right now.
    if (this.closing) setImmediate(() => answer.end());
    this.open.set(answer, { caller, requestId });
    this.timer ??= setInterval(() => this.look(), LOOK);
    void answer.done.finally(() => this.leave(answer));
  }

  /** A stop must not wait for those who listen for ever. */
  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const answer of this.open.keys()) answer.end();
  }

  private leave(answer: StreamedAnswer): void {
    this.open.delete(answer);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    for (const [answer, { caller, requestId }] of this.open) {
      this.sessions.holds(caller, requestId).then(
        (holds) => holds || answer.end(),
        // While auth is away nothing is known against a session.
        () => undefined,
      );
    }
  }
}

export function isEventStream(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.split(';')[0]?.trim() === 'text/event-stream';
}
