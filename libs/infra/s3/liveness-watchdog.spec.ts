import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LivenessWatchdog } from './liveness-watchdog.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

const never = () => new Promise<never>(() => undefined);

describe('LivenessWatchdog', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('rejects and aborts within two seconds without a sign of life', async () => {
    let signal: AbortSignal | undefined;
    let over: unknown;
    const watchdog = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(reject, 1_000)));
    watchdog.run((given) => ((signal = given), never())).catch((error: unknown) => (over = error));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(over).toBeInstanceOf(StoreUnavailable);
    expect(signal!.aborted).toBe(true);
  });

  it('waits for a slow server, but not forever', async () => {
    const ask = vi.fn(async () => undefined);
    const watchdog = new LivenessWatchdog(ask);
    let over: unknown;
    watchdog.run(never).catch((error: unknown) => (over = error));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(over).toBeUndefined();
    expect(ask.mock.calls.length).toBeGreaterThan(20);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(over).toBeInstanceOf(StoreUnavailable);
  });

  it('sends no probe during progress', async () => {
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

  it('accepts progress when the answer to the probe is late', async () => {
    let bytes = 0;
    const progress = setInterval(() => bytes++, 1_300);
    const watchdog = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(reject, 1_000)));
    const done = watchdog.run(
      () => new Promise((resolve) => setTimeout(resolve, 60_000, 'done')),
      () => bytes,
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await done).toBe('done');
    clearInterval(progress);
  });

  it('accepts an answer that arrived while this process was blocked', async () => {
    const work = Promise.withResolvers<string>();
    const lateAndRead = (reject: () => void) => {
      reject();
      setImmediate(() => work.resolve('done'));
    };
    const watchdog = new LivenessWatchdog(() => new Promise((_, reject) => setTimeout(lateAndRead, 1_000, reject)));
    const done = watchdog.run(() => work.promise).catch(() => 'lost');
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await done).toBe('done');
  });

  it('sends one probe for many calls', async () => {
    const ask = vi.fn(() => new Promise((resolve) => setTimeout(resolve, 900)));
    const watchdog = new LivenessWatchdog(ask);
    for (let i = 0; i < 500; i++) watchdog.run(never).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_400);
    expect(ask).toHaveBeenCalledOnce();
  });

  it('clears its timers', async () => {
    const watchdog = new LivenessWatchdog(never);
    expect(await watchdog.run(async () => 'done')).toBe('done');
    await expect(watchdog.run(() => Promise.reject(new RangeError()))).rejects.toThrow(RangeError);
    expect(vi.getTimerCount()).toBe(0);
  });
});
