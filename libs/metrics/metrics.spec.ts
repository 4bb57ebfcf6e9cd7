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
  it('are kept for each drive, not for the whole process', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.maintenance.did('empty_trash', 3);
    other.maintenance.did('empty_trash', 1);
    expect(await samples(one, 'shoebox_upkeep_items_total')).toEqual(['{task="empty_trash"} 3']);
    expect(await samples(other, 'shoebox_upkeep_items_total')).toEqual(['{task="empty_trash"} 1']);
    expect(await register.metrics()).toBe('\n');
  });

  it('show only the groups in use', async () => {
    const metrics = new Metrics();
    expect((await metrics.text()).trim()).toBe('');
    metrics.maintenance.did('empty_trash', 0);
    expect(await metrics.text()).not.toContain('shoebox_sizes');
  });
});

describe('the metrics of', () => {
  it('the queue: jobs by state, and the age of the oldest waiting job', async () => {
    const metrics = new Metrics();
    const counts = { waiting: 2, active: 1, delayed: 3, oldest: new Date(Date.now() - 5_000) as Date | null };
    metrics.queue.watch({ counts: async () => counts });
    expect(await samples(metrics, 'shoebox_queue_jobs')).toEqual(['{state="waiting"} 2', '{state="active"} 1', '{state="delayed"} 3']);
    expect(Number(await samples(metrics, 'shoebox_queue_oldest_waiting_seconds'))).toBeGreaterThanOrEqual(5);
    counts.oldest = null;
    expect(await samples(metrics, 'shoebox_queue_oldest_waiting_seconds')).toEqual(['0']);
  });

  it('decoder children: how many, and exits by a cause of one word', async () => {
    const metrics = new Metrics();
    metrics.decoder.watch({ children: 3, walls: ['memory', 'network'] });
    for (const cause of ['memory', 'memory', 'SIGSEGV at 0x7f…', 'the picture /tmp/x is bad']) metrics.decoder.died(cause);
    expect(await samples(metrics, 'shoebox_decoder_deaths_total')).toEqual(['{cause="memory"} 2', '{cause="other"} 2']);
    expect(await samples(metrics, 'shoebox_decoder_children')).toEqual(['3']);
    expect(await samples(metrics, 'shoebox_decoder_walls')).toEqual(['{wall="memory"} 1', '{wall="network"} 1']);
  });

  it('maintenance: items and failures by task, and the time of the last turn', async () => {
    const metrics = new Metrics();
    metrics.maintenance.did('add_unfinished', 2);
    metrics.maintenance.did('add_unfinished', 0);
    metrics.maintenance.failed('sweep_store');
    expect(await samples(metrics, 'shoebox_upkeep_last_turn_timestamp_seconds')).toEqual(['0']);
    metrics.maintenance.turned();
    expect(await samples(metrics, 'shoebox_upkeep_items_total')).toEqual(['{task="add_unfinished"} 2']);
    expect(await samples(metrics, 'shoebox_upkeep_failures_total')).toEqual(['{task="add_unfinished"} 0', '{task="sweep_store"} 1']);
    expect(Number(await samples(metrics, 'shoebox_upkeep_last_turn_timestamp_seconds'))).toBeGreaterThan(1e9);
  });

  it('requests: unknown methods counted as OTHER', async () => {
    const metrics = new Metrics();
    for (const method of ['PROPFIND', 'MKCOL'])
      metrics.requests.answered({ service: 's', method, route: 'unknown', status: 404, seconds: 0.1 });
    expect(await samples(metrics, 'shoebox_http_requests_total')).toEqual(['{service="s",method="OTHER",route="unknown",status="404"} 2']);
  });
});
