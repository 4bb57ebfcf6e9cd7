import { afterEach, beforeEach, expect, it } from 'vitest';

import { Metrics } from '#libs/metrics/metrics.js';

import { openInternalServer, type InternalServer } from './internal-server.js';
import { createLogger } from './log.js';
import { Readiness } from './readiness.js';

let wrong: Error | null = null;
let metrics: Metrics;
let server: InternalServer;
const logger = createLogger('silent');
beforeEach(async () => {
  wrong = null;
  metrics = new Metrics();
  const readiness = new Readiness({ 'the store': async () => (wrong ? Promise.reject(wrong) : undefined) }, logger);
  server = await openInternalServer({ port: 0, host: '127.0.0.1', metrics, readiness, logger });
});
afterEach(() => server.close());

async function get(path: string, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

it('serves the metrics of its drive and of the process, each with a unit in its name', async () => {
  metrics.variants.ended('ready', 0.3);
  const { status, type, text } = await get('/metrics');
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  expect(text).toContain('shoebox_sizes_run_duration_seconds_count{result="ready"} 1');
  expect(text).toContain('shoebox_sizes_run_duration_seconds_count{result="put_back"} 0');
  expect(text).toMatch(/^shoebox_process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^shoebox_process_cpu_seconds_total [\d.]+$/m);
  expect(text).toMatch(/^shoebox_process_open_fds \d+$/m);
  expect(text).toMatch(/^shoebox_nodejs_eventloop_lag_p99_seconds \S+$/m);
  expect(text).not.toMatch(/^(?!shoebox_|#|$)/m);
});

it('serves liveness and readiness', async () => {
  const well = { status: 200, text: '{"status":"ok"}' };
  expect(await get('/health/live')).toMatchObject(well);
  expect(await get('/health/ready/')).toMatchObject(well);
  wrong = new Error('ECONNREFUSED minio:9000');
  const ready = await get('/health/ready');
  expect([ready.status, ready.type]).toEqual([503, 'application/problem+json; charset=utf-8']);
  expect(JSON.parse(ready.text)).toMatchObject({ code: 'UNAVAILABLE', detail: 'the store: no answer.' });
  expect(await get('/health/live')).toMatchObject(well);
});

it('answers other addresses and methods as problems', async () => {
  expect((await get('/')).status).toBe(404);
  expect((await get('/api/images')).status).toBe(404);
  expect((await get('/metrics', 'POST')).status).toBe(405);
});

it('serves the other metrics when the queue does not answer', async () => {
  metrics.queue.watch({ counts: () => Promise.reject(new Error('gone')) });
  const { status, text } = await get('/metrics');
  expect(status).toBe(200);
  expect(text).not.toMatch(/^shoebox_queue_jobs\{/m);
});
