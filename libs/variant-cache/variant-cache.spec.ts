import { afterEach, describe, expect, it, vi } from 'vitest';

import { VariantCache, type CachedVariant } from './variant-cache.js';

function picture(owner = 'ada', bytes = 10): CachedVariant {
  const cacheControl = { generation: '1', named: 'lasting', unnamed: 'passing' };
  return { owner, etag: '"1"', headers: {}, cacheControl, body: Buffer.alloc(bytes) };
}

afterEach(() => void vi.useRealTimers());

describe('HotPictures', () => {
  it('gives back what was put, by picture and size, to its owner alone', () => {
    const hot = new VariantCache();
    const kept = picture('ada');
    hot.put('1', 'm', kept, hot.version());
    expect(hot.get('1', 'm', 'ada')).toBe(kept);
    expect(hot.get('1', 'm', 'bob')).toBeUndefined();
    expect(hot.get('1', 's', 'ada')).toBeUndefined();
    expect(hot.get('2', 'm', 'ada')).toBeUndefined();
  });

  it('drops every size of a picture, and no other picture', () => {
    const hot = new VariantCache();
    for (const size of ['s', 'm', 'l'] as const) hot.put('1', size, picture(), hot.version());
    hot.put('2', 'm', picture(), hot.version());
    hot.invalidate('1');
    for (const size of ['s', 'm', 'l'] as const) expect(hot.has('1', size)).toBe(false);
    expect(hot.has('2', 'm')).toBe(true);
    expect(hot.bytes).toBe(10);
  });

  it('takes nothing whose fill began before the picture changed, and what began after', () => {
    const hot = new VariantCache();
    const early = hot.version();
    hot.invalidate('1');
    hot.put('1', 'm', picture(), early);
    expect(hot.has('1', 'm')).toBe(false);
    hot.put('2', 'm', picture(), early);
    expect(hot.has('2', 'm')).toBe(true);
    hot.put('1', 'm', picture(), hot.version());
    expect(hot.has('1', 'm')).toBe(true);
  });

  it('takes nothing of a fill that lasted longer than changes are remembered', () => {
    const hot = new VariantCache();
    const early = hot.version();
    hot.invalidate('1');
    for (let n = 0; n < 2_000; n++) hot.invalidate(`other ${n}`);
    hot.put('1', 'm', picture(), early);
    expect(hot.has('1', 'm')).toBe(false);
  });

  it('holds no more bytes than it may, and lets go of what was asked for longest ago', () => {
    const hot = new VariantCache({ maxBytes: 100, maxBodyBytes: 40 });
    for (const id of ['1', '2', '3']) hot.put(id, 'm', picture('ada', 30), hot.version());
    hot.get('1', 'm', 'ada');
    hot.put('4', 'm', picture('ada', 40), hot.version());
    expect(['1', '2', '3', '4'].filter((id) => hot.has(id, 'm'))).toEqual(['1', '3', '4']);
    expect(hot.bytes).toBe(100);
    hot.put('1', 'm', picture('ada', 5), hot.version());
    expect(hot.bytes).toBe(75);
    hot.put('5', 'm', picture('ada', 41), hot.version());
    expect(hot.has('5', 'm')).toBe(false);
  });

  it('lets go of what nobody asked for, and so of everything at rest', () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const hot = new VariantCache({ idleMs: 1_000 });
    hot.put('1', 'm', picture(), hot.version());
    hot.put('2', 'm', picture(), hot.version());
    vi.advanceTimersByTime(900);
    hot.get('1', 'm', 'ada');
    vi.advanceTimersByTime(200);
    expect([hot.has('1', 'm'), hot.has('2', 'm')]).toEqual([true, false]);
    vi.advanceTimersByTime(1_900);
    expect(hot.bytes).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
