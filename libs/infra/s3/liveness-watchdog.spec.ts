import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LivenessWatchdog } from './liveness-watchdog.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

const never = () => new Promise<never>(() => undefined);

describe('Patience', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('rejects and aborts within two seconds when there is no sign of life', async () => {
    let signal: AbortSignal | undefined;
    let over: unknown;
    const patience = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(reject, 1_000)));
    patience.run((given) => ((signal = given), never())).catch((error: unknown) => (over = error));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(over).toBeInstanceOf(StoreUnavailable);
    expect(signal!.aborted).toBe(true);
  });

  it('waits for a server that is slow, but not for ever', async () => {
    const ask = vi.fn(async () => undefined);
    const patience = new LivenessWatchdog(ask);
    let over: unknown;
    patience.run(never).catch((error: unknown) => (over = error));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(over).toBeUndefined();
    expect(ask.mock.calls.length).toBeGreaterThan(20);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(over).toBeInstanceOf(StoreUnavailable);
  });

  it('asks nothing while there is progress', async () => {
    const ask = vi.fn(never);
    let bytes = 0;
    const progress = setInterval(() => bytes++, 400);
    const done = new LivenessWatchdog(ask).run(
      () => new Promise((resolve) => setTimeout(resolve, 60_000, 'done')),
      () => bytes,
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await done).toBe('done');
    expect(ask).not.toHaveBeenCalled();
    clearInterval(progress);
  });

  it('believes the bytes when the answer is late on a line that is full', async () => {
    let bytes = 0;
    const progress = setInterval(() => bytes++, 1_300);
    const patience = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(reject, 1_000)));
    const done = patience.run(
      () => new Promise((resolve) => setTimeout(resolve, 60_000, 'done')),
      () => bytes,
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await done).toBe('done');
    clearInterval(progress);
  });

  it('takes an answer that lay there unread while this process stood still', async () => {
    const work = Promise.withResolvers<string>();
    const lateAndRead = (reject: () => void) => {
      reject();
      setImmediate(() => work.resolve('done'));
    };
    const patience = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(lateAndRead, 1_000, reject)));
    const done = patience.run(() => work.promise).catch(() => 'lost');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await done).toBe('done');
  });

  it('asks once for many who doubt', async () => {
    const ask = vi.fn(() => new Promise((resolve) => setTimeout(resolve, 900)));
    const patience = new LivenessWatchdog(ask);
    for (let i = 0; i < 500; i++) patience.run(never).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('leaves no timer behind', async () => {
    const patience = new LivenessWatchdog(never);
    expect(await patience.run(async () => 'done')).toBe('done');
    await expect(patience.run(() => Promise.reject(new RangeError()))).rejects.toThrow(RangeError);
    expect(vi.getTimerCount()).toBe(0);
  });
});
