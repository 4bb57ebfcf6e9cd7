import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestQueue, type QueuedRequest } from './request-queue.js';

describe('RequestQueue', () => {
  let overdue: ReturnType<typeof vi.fn<() => void>>;
  let line: RequestQueue;
  beforeEach(() => {
    vi.useFakeTimers();
    overdue = vi.fn<() => void>();
    line = new RequestQueue(1000, overdue);
  });
  afterEach(() => void vi.useRealTimers());

  function come(name: string, is: Partial<Pick<QueuedRequest, 'suspect' | 'alone' | 'owner' | 'signal'>> = {}): QueuedRequest {
    const task = {
      kind: 'header' as const,
      type: 'image/jpeg' as const,
      limits: { maxPixels: 1, maxJpegPixels: 1, maxSide: 1 },
    };
    const ignore = (): void => undefined;
    const waiting: QueuedRequest = {
      task,
      original: name,
      profile: 'plain',
      owner: '',
      suspect: false,
      alone: false,
      signal: undefined,
      ...is,
      onMade: ignore,
      resolve: ignore,
      reject: ignore,
    };
    line.push(waiting);
    return waiting;
  }

  /** The requests in the order in which they begin, with at most `busy` others running. */
  function all(busy = 0): string[] {
    const names: string[] = [];
    for (let next = line.first(busy); next; next = line.first(busy)) {
      line.remove(next);
      names.push(String(next.original));
    }
    return names;
  }

  it('is empty at first', () => {
    expect(line.first(0)).toBeUndefined();
    expect(line.clear()).toEqual([]);
  });

  it('is first in, first out, with suspects after all others', () => {
    come('suspect', { suspect: true });
    for (const name of ['a', 'b', 'c']) come(name);
    come('second suspect', { suspect: true });
    come('d');
    expect(all()).toEqual(['a', 'b', 'c', 'd', 'suspect', 'second suspect']);
  });

  it('runs requests of several owners by turns', () => {
    for (const name of ['a1', 'a2', 'a3']) come(name, { owner: 'ada' });
    for (const name of ['b1', 'b2']) come(name, { owner: 'bea' });
    expect(all()).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  });

  it('gives an owner whose request took long as many turns less', () => {
    for (const name of ['a1', 'a2']) come(name, { owner: 'ada' });
    for (const name of ['b1', 'b2', 'b3', 'b4']) come(name, { owner: 'bea' });
    const first = line.first(0)!;
    line.remove(first);
    line.charge('ada', 0.04);
    expect([first.original, ...all()]).toEqual(['a1', 'b1', 'b2', 'b3', 'b4', 'a2']);
  });

  it('takes no turn for a request that took no longer than one', () => {
    for (const name of ['a1', 'a2']) come(name, { owner: 'ada' });
    for (const name of ['b1', 'b2']) come(name, { owner: 'bea' });
    line.remove(line.first(0)!);
    line.charge('ada', 0.019);
    expect(all()).toEqual(['b1', 'a2', 'b2']);
  });

  it('passes over an owner who may not run now', () => {
    come('a', { owner: 'ada' });
    const b = come('b', { owner: 'bea' });
    expect(line.first(0, (owner) => owner !== 'ada')).toBe(b);
    line.remove(b);
    expect(line.first(0, (owner) => owner !== 'ada')).toBeUndefined();
    expect(all()).toEqual(['a']);
  });

  it('keeps the first request until it is removed', () => {
    const a = come('a');
    come('b');
    expect(line.first(3)).toBe(a);
    expect(line.first(3)).toBe(a);
  });

  it('lets a suspect begin only when no other request runs', () => {
    const suspect = come('suspect', { suspect: true });
    expect(line.first(1)).toBeUndefined();
    expect(line.first(0)).toBe(suspect);
    expect(suspect.alone).toBe(true);
  });

  it('puts a request that must run alone before all others and lets none overtake it', () => {
    const heavy = come('heavy');
    line.remove(heavy);
    come('a');
    heavy.alone = true;
    line.unshift(heavy);
    expect(line.first(1)).toBeUndefined();
    expect(line.first(0)).toBe(heavy);
    line.remove(heavy);
    expect(all(1)).toEqual(['a']);
  });

  it('makes a suspect the first, beside others, after its maximum wait', () => {
    come('a');
    const suspect = come('suspect', { suspect: true });
    vi.advanceTimersByTime(999);
    expect(overdue).not.toHaveBeenCalled();
    expect(line.first(0)?.original).toBe('a');
    vi.advanceTimersByTime(1);
    expect(overdue).toHaveBeenCalledOnce();
    expect(line.first(5)).toBe(suspect);
    expect(all(5)).toEqual(['suspect', 'a']);
  });

  it('does not report a suspect as overdue that has begun or was removed', () => {
    line.remove(come('suspect', { suspect: true }));
    come('another', { suspect: true });
    line.clear();
    vi.advanceTimersByTime(5000);
    expect(overdue).not.toHaveBeenCalled();
    expect(line.first(0)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('returns all requests when it is cleared', () => {
    const everybody = [come('a'), come('suspect', { suspect: true }), come('b')];
    expect(new Set(line.clear())).toEqual(new Set(everybody));
    expect(line.first(0)).toBeUndefined();
  });
});
