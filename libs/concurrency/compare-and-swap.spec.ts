import { describe, expect, it } from 'vitest';

import { compareAndSwap } from './compare-and-swap.js';

const exhausted = () => {
  throw new Error('too busy');
};

describe('compareAndSwap', () => {
  it('returns the result of the first attempt that wins', async () => {
    const results = [undefined, undefined, 'won', 'never asked'];
    expect(await compareAndSwap(async () => results.shift(), { exhausted })).toBe('won');
    expect(results).toEqual(['never asked']);
  });

  it('takes null for a result', async () => {
    expect(await compareAndSwap(async () => null, { exhausted })).toBeNull();
  });

  it('calls `exhausted` after the last attempt', async () => {
    let attempts = 0;
    const losing = async () => {
      attempts++;
      return undefined as string | undefined;
    };
    await expect(compareAndSwap(losing, { attempts: 3, exhausted })).rejects.toThrow('too busy');
    expect(await compareAndSwap(losing, { attempts: 3, exhausted: () => 'none' })).toBe('none');
    expect(attempts).toBe(6);
  });

  it('throws what an attempt throws, without another attempt', async () => {
    let attempts = 0;
    const failing = async (): Promise<string> => {
      attempts++;
      throw new Error('away');
    };
    await expect(compareAndSwap(failing, { exhausted })).rejects.toThrow('away');
    expect(attempts).toBe(1);
  });
});
