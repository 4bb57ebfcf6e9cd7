/** Runs the task at once and then every so many milliseconds, never twice at once; returns what stops it. Keeps no process alive. */
export function repeat(intervalMs: number, task: () => Promise<void>): () => void {
  let busy = false;
  const turn = () => {
    if (busy) return;
    busy = true;
    void task().finally(() => (busy = false));
  };
  const timer = setInterval(turn, intervalMs).unref();
  turn();
  return () => clearInterval(timer);
}
