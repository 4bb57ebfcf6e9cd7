import { expect, it } from 'vitest';

import { keptTimes } from './retention.js';

const day = (text: string, hour = 3) => new Date(`${text}T${String(hour).padStart(2, '0')}:00:00Z`);
const days = (times: readonly Date[]) => times.map((at) => at.toISOString().slice(0, 13));
const times = [day('2026-01-30'), day('2026-02-01'), day('2026-02-02'), day('2026-02-03', 1), day('2026-02-03', 9)];

it('without a rule all generations are kept', () => expect(keptTimes(times, {})).toHaveLength(5));

it.each([
  [{ last: 2 }, ['2026-02-03T09', '2026-02-03T01']],
  [{ daily: 2 }, ['2026-02-03T09', '2026-02-02T03']],
  [{ weekly: 2 }, ['2026-02-03T09', '2026-02-01T03']],
  [{ monthly: 7 }, ['2026-02-03T09', '2026-01-30T03']],
  [{ daily: 2, monthly: 2 }, ['2026-02-03T09', '2026-02-02T03', '2026-01-30T03']],
  [{ daily: 0 }, ['2026-02-03T09']],
])('%j keeps the newest of each period, and always the newest of all: %j', (retention, kept) => {
  expect(days(keptTimes(times, retention))).toEqual(kept);
});
