import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CLOCK_HOLD, LAST_SEEN, parseClockHold } from '#libs/domain/drive/clock-hold.js';
import { applyTransition, trash } from '#libs/domain/image/transitions.js';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { ClockCheck } from './clock-check.js';
import { MaintenanceService } from './maintenance.service.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a clock that jumps by more than a day', () => {
  let fixture: Fixture;
  let check: ClockCheck;
  const start = Date.now();
  /** Milliseconds since the start: what really passed, and what the clock says more than that. */
  let passed: number;
  let wrong: number;
  beforeEach(async () => {
    [passed, wrong] = [0, 0];
    fixture = await openFixture({ SHOEBOX_TRASH_DAYS: '30' });
    vi.spyOn(Date, 'now').mockImplementation(() => start + passed + wrong);
    // That of the machine: SQLite has no other.
    check = fixture.get(ClockCheck);
    check.uptime = () => passed;
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await fixture.close();
  });

  /** A turn of maintenance after some minutes. */
  const turn = async (minutes = 1) => {
    passed += minutes * MINUTE;
    await fixture.get(MaintenanceService).runTurn();
  };
  const hold = async () => parseClockHold(await fixture.database.drive.fact(CLOCK_HOLD));
  async function inTrash(): Promise<() => Promise<boolean>> {
    const row = await fixture.uploaded(Buffer.from('the store does not look inside'));
    await applyTransition(fixture.images, row.id, trash(row, new Date(Date.now())));
    return async () => (await fixture.images.find(row.id)) !== null;
  }

  it.each([31, -31])('of %i days: the trash is kept, the account can be told, and all goes on once it is corrected', async (days) => {
    const isKept = await inTrash();
    await turn();
    const lastSeen = await fixture.database.drive.fact(LAST_SEEN);
    wrong = days * DAY;
    await turn();
    expect(await isKept()).toBe(true);
    expect(await hold()).toEqual({ lastSeen, heldUntil: new Date(Date.now() + 60 * MINUTE).toISOString() });
    expect(await fixture.metrics!.text()).toContain('shoebox_clock_held 1');
    wrong = 0;
    await turn();
    expect([await isKept(), await hold()]).toEqual([true, null]);
    expect(await fixture.metrics!.text()).toContain('shoebox_clock_held 0');
    expect(Date.parse((await fixture.database.drive.fact(LAST_SEEN))!)).toBe(Date.now());
  });

  it('empties the trash after the new time has held for an hour, and not a minute before', async () => {
    const isKept = await inTrash();
    await turn();
    wrong = 31 * DAY;
    await turn();
    await turn(59);
    expect(await isKept()).toBe(true);
    await turn(1);
    expect([await isKept(), await hold()]).toEqual([false, null]);
  });

  it('waits for another hour when the clock is set once more, and when another worker stores the time before', async () => {
    const isKept = await inTrash();
    await turn();
    wrong = 31 * DAY;
    await turn();
    wrong = 31 * DAY + 10 * MINUTE;
    await turn(59);
    await turn(1);
    expect(await isKept()).toBe(true);
    await fixture.database.drive.setFact(LAST_SEEN, new Date(start + passed).toISOString());
    await turn(59);
    await turn(59);
    expect(await isKept()).toBe(true);
    await turn(1);
    expect(await isKept()).toBe(false);
  });

  it('is not trusted at all while the database has another time', async () => {
    const isKept = await inTrash();
    await turn();
    wrong = 31 * DAY;
    vi.spyOn(fixture.database.drive, 'now').mockImplementation(async () => new Date(start + passed));
    for (let hour = 0; hour < 3; hour++) await turn(60);
    expect(await isKept()).toBe(true);
  });

  it('does not stop the other tasks, and is logged once', async () => {
    const warn = vi.spyOn(fixture.logger, 'warn');
    await turn();
    wrong = 31 * DAY;
    const row = await fixture.uploaded(Buffer.from('the store does not look inside'));
    await turn();
    await turn();
    expect((await fixture.queue.counts()).waiting).toBe(1);
    expect(await fixture.images.find(row.id)).not.toBeNull();
    expect(warn.mock.calls.filter(([, text]) => String(text).startsWith('the clock jumped'))).toHaveLength(1);
  });
});
