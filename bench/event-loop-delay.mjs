// Loaded before a drive by --import. On SIGUSR2 writes the longest stop of its event loop since the last time to the file BENCH_DELAY_FILE.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env.BENCH_DELAY_FILE;
// The decoder children and the threads of the databases may stop as they like.
if (file && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('SIGUSR2', () => {
    writeFileSync(file, `${JSON.stringify({ max: delay.max / 1e6, p99: delay.percentile(99) / 1e6 })}\n`);
    delay.reset();
  });
}
