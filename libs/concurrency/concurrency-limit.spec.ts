import { expect, it } from 'vitest';

import { ConcurrencyLimit } from './concurrency-limit.js';

it('refuses what a caller has too much of, and lets it in again later', async () => {
  const limit = new ConcurrencyLimit(2, () => new Error('too many'));
  const ends: (() => void)[] = [];
  const wait = () => new Promise<string>((resolve) => ends.push(() => resolve('done')));
  const first = limit.run('ada', wait);
  const second = limit.run('ada', () => wait().then(() => Promise.reject(new Error('failed'))));
  await expect(limit.run('ada', wait)).rejects.toThrow('too many');
  await expect(limit.run('eve', () => Promise.resolve('at once'))).resolves.toBe('at once');
  for (const end of ends) end();
  await expect(first).resolves.toBe('done');
  await expect(second).rejects.toThrow('failed');
  await expect(limit.run('ada', () => Promise.resolve('again'))).resolves.toBe('again');
});
