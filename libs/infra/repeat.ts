/** Runs the task every so many milliseconds, from now and never twice at once; returns what stops it. Keeps no process alive. */
export function repeat(intervalMs: number, task: () => Promise<void>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void task().finally(() => (busy = false));
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
