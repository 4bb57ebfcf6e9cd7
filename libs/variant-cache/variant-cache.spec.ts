import { afterEach, describe, expect, it, vi } from 'vitest';

import { VariantCache, type CachedVariant } from './variant-cache.js';

function variant(owner = 'ada', bytes = 10): CachedVariant {
  const cacheControl = { generation: '1', named: 'lasting', unnamed: 'passing' };
  return { owner, etag: '"1"', lastModified: null, headers: {}, cacheControl, body: Buffer.alloc(bytes) };
}

afterEach(() => void vi.useRealTimers());

describe('VariantCache', () => {
  it('returns what was put, by image and variant, to its owner only', () => {
    const cache = new VariantCache();
    const cached = variant('ada');
    cache.put('1', 'm', cached, cache.version());
    expect(cache.get('1', 'm', 'ada')).toBe(cached);
    expect(cache.get('1', 'm', 'bob')).toBeUndefined();
    expect(cache.get('1', 's', 'ada')).toBeUndefined();
    expect(cache.get('2', 'm', 'ada')).toBeUndefined();
  });

  it('removes all variants of an invalidated image, and of no other', () => {
    const cache = new VariantCache({ entryBytes: 0 });
    for (const size of ['s', 'm', 'l'] as const) cache.put('1', size, variant(), cache.version());
    cache.put('2', 'm', variant(), cache.version());
    cache.invalidate('1');
    for (const size of ['s', 'm', 'l'] as const) expect(cache.has('1', size)).toBe(false);
    expect(cache.has('2', 'm')).toBe(true);
    expect(cache.bytes).toBe(10);
  });

  it('ignores a put that began before the image changed, and accepts one that began after', () => {
    const cache = new VariantCache();
    const early = cache.version();
    cache.invalidate('1');
    cache.put('1', 'm', variant(), early);
    expect(cache.has('1', 'm')).toBe(false);
    cache.put('2', 'm', variant(), early);
    expect(cache.has('2', 'm')).toBe(true);
    cache.put('1', 'm', variant(), cache.version());
    expect(cache.has('1', 'm')).toBe(true);
  });

  it('ignores a put that took longer than changes are remembered', () => {
    const cache = new VariantCache();
    const early = cache.version();
    cache.invalidate('1');
    for (let n = 0; n < 2_000; n++) cache.invalidate(`other ${n}`);
    cache.put('1', 'm', variant(), early);
    expect(cache.has('1', 'm')).toBe(false);
  });

  it('keeps to its limit in bytes by removing the least recently used variants', () => {
    const cache = new VariantCache({ maxBytes: 100, maxBodyBytes: 40, entryBytes: 0 });
    for (const id of ['1', '2', '3']) cache.put(id, 'm', variant('ada', 30), cache.version());
    cache.get('1', 'm', 'ada');
    cache.put('4', 'm', variant('ada', 40), cache.version());
    expect(['1', '2', '3', '4'].filter((id) => cache.has(id, 'm'))).toEqual(['1', '3', '4']);
    expect(cache.bytes).toBe(100);
    cache.put('1', 'm', variant('ada', 5), cache.version());
    expect(cache.bytes).toBe(75);
    cache.put('5', 'm', variant('ada', 41), cache.version());
    expect(cache.has('5', 'm')).toBe(false);
  });

  it('counts what an entry takes besides its body, so that many small variants keep to the limit as well', () => {
    const cache = new VariantCache({ maxBytes: 20_000 });
    for (let n = 0; n < 100; n++) cache.put(String(n), 's', variant('ada', 1), cache.version());
    expect(Array.from({ length: 100 }, (_, n) => cache.has(String(n), 's')).filter(Boolean)).toHaveLength(9);
    // Ten variants of one byte do not fit into the rest, of which nine have their share.
    expect([cache.admits('100', 's', 1), cache.admits('100', 's', 1)]).toEqual([false, true]);
    for (let n = 0; n < 100; n++) cache.invalidate(String(n));
    expect(cache.bytes).toBe(0);
  });

  it('admits anything while there is room, and into a full cache only what was asked for more often than all that would have to go', () => {
    const cache = new VariantCache({ maxBytes: 100, maxBodyBytes: 60, entryBytes: 0 });
    const ask = (id: string, bytes: number) => cache.admits(id, 'm', bytes);
    for (const id of ['1', '2']) {
      expect(ask(id, 50)).toBe(true);
      cache.put(id, 'm', variant('ada', 50), cache.version());
    }
    // Twenty pictures in turn, each once: none gets in.
    for (let n = 10; n < 30; n++) expect(ask(String(n), 10)).toBe(false);
    // One is in the way: asked for once before it is no more than that one, asked for twice it is.
    expect([ask('3', 40), ask('3', 40), ask('3', 40)]).toEqual([false, false, true]);
    // Both are in the way.
    expect([ask('4', 60), ask('4', 60), ask('4', 60), ask('4', 60)]).toEqual([false, false, false, true]);
    // Hits count as well.
    for (let n = 0; n < 5; n++) cache.get('1', 'm', 'ada');
    cache.get('2', 'm', 'ada');
    expect([ask('3', 50), ask('3', 50), ask('3', 50)]).toEqual([false, false, false]);
    expect(ask('3', 61)).toBe(false);
  });

  it('keeps what it has of a round of pictures that is larger than the cache', () => {
    const cache = new VariantCache({ maxBytes: 100, entryBytes: 0 });
    let hits = 0;
    for (let round = 0; round < 12; round++) {
      hits = 0;
      for (let n = 0; n < 15; n++) {
        if (cache.get(String(n), 'm', 'ada')) hits++;
        else if (cache.admits(String(n), 'm', 10)) cache.put(String(n), 'm', variant(), cache.version());
      }
    }
    expect(hits).toBe(10);
  });

  it('removes idle variants, and stops its timer when it is empty', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const cache = new VariantCache({ idleMs: 1_000 });
    cache.put('1', 'm', variant(), cache.version());
    cache.put('2', 'm', variant(), cache.version());
    vi.advanceTimersByTime(900);
    cache.get('1', 'm', 'ada');
    vi.advanceTimersByTime(200);
    expect([cache.has('1', 'm'), cache.has('2', 'm')]).toEqual([true, false]);
    // Put between two ticks of the timer, which has not removed it yet.
    vi.advanceTimersByTime(400);
    cache.put('3', 'm', variant(), cache.version());
    vi.advanceTimersByTime(1_000);
    expect([cache.has('3', 'm'), cache.get('3', 'm', 'ada')]).toEqual([false, undefined]);
    vi.advanceTimersByTime(1_900);
    expect(cache.bytes).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
