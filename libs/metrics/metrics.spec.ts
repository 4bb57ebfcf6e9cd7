import { describe, expect, it } from 'vitest';
import { register } from 'prom-client';

import { Metrics } from './metrics.js';

/** The samples of one name, as `labels value`. */
async function samples(metrics: Metrics, name: string): Promise<string[]> {
  return (await metrics.text())
    .split('\n')
    .filter((line) => new RegExp(`^${name}[{ ]`).test(line))
    .map((line) => line.slice(name.length).trim());
}

describe('Metrics', () => {
  it('are one for each drive, and never the whole process’s', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.upkeep.did('emptyTrash', 3);
    other.upkeep.did('emptyTrash', 1);
    expect(await samples(one, 'shoebox_upkeep_items_total')).toEqual(['{task="empty_trash"} 3']);
    expect(await samples(other, 'shoebox_upkeep_items_total')).toEqual(['{task="empty_trash"} 1']);
    expect(await register.metrics()).toBe('\n');
  });

  it('tell of what is used alone', async () => {
    const metrics = new Metrics();
    expect((await metrics.text()).trim()).toBe('');
    metrics.upkeep.did('emptyTrash', 0);
    expect(await metrics.text()).not.toContain('shoebox_sizes');
  });
});

describe('what they tell of', () => {
  it('the queue: how many wait, and how long the oldest has', async () => {
    const metrics = new Metrics();
    const counts = { waiting: 2, active: 1, delayed: 3, oldest: new Date(Date.now() - 5_000) as Date | null };
    metrics.queue.watch({ counts: async () => counts });
    expect(await samples(metrics, 'shoebox_queue_jobs')).toEqual(['{state="waiting"} 2', '{state="active"} 1', '{state="delayed"} 3']);
    expect(Number(await samples(metrics, 'shoebox_queue_oldest_waiting_seconds'))).toBeGreaterThanOrEqual(5);
    counts.oldest = null;
    expect(await samples(metrics, 'shoebox_queue_oldest_waiting_seconds')).toEqual(['0']);
  });

  it('decoder children, and why they died: by a word, never by a message', async () => {
    const metrics = new Metrics();
    metrics.decoder.watch({ pids: [1, 2, 3] });
    for (const cause of ['memory', 'memory', 'SIGSEGV at 0x7f…', 'the picture /tmp/x is bad']) metrics.decoder.died(cause);
    expect(await samples(metrics, 'shoebox_decoder_deaths_total')).toEqual(['{cause="memory"} 2', '{cause="other"} 2']);
    expect(await samples(metrics, 'shoebox_decoder_children')).toEqual(['3']);
  });

  it('upkeep: what each task did, which failed, and when the last turn was', async () => {
    const metrics = new Metrics();
    metrics.upkeep.did('addUnfinished', 2);
    metrics.upkeep.did('addUnfinished', 0);
    metrics.upkeep.failed('sweepStore');
    expect(await samples(metrics, 'shoebox_upkeep_last_turn_timestamp_seconds')).toEqual(['0']);
    metrics.upkeep.turned();
    expect(await samples(metrics, 'shoebox_upkeep_items_total')).toEqual(['{task="add_unfinished"} 2']);
    expect(await samples(metrics, 'shoebox_upkeep_failures_total')).toEqual(['{task="add_unfinished"} 0', '{task="sweep_store"} 1']);
    expect(Number(await samples(metrics, 'shoebox_upkeep_last_turn_timestamp_seconds'))).toBeGreaterThan(1e9);
  });

  it('requests whose method nobody knows as one', async () => {
    const metrics = new Metrics();
    for (const method of ['PROPFIND', 'MKCOL'])
      metrics.requests.answered({ service: 's', method, route: 'unknown', status: 404, seconds: 0.1 });
    expect(await samples(metrics, 'shoebox_http_requests_total')).toEqual(['{service="s",method="OTHER",route="unknown",status="404"} 2']);
  });
});
