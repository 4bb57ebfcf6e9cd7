/** Milliseconds after which the process ends in any case: nothing acknowledged depends on a clean stop. */
const DEADLINE = 7_500;

/**
 * Ends the process with 0 after a clean stop on SIGTERM or SIGINT. Later signals are ignored: npm forwards a signal that the whole
 * process group received already, so each may arrive twice.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      process.stderr.write('The stop took too long and was cut short. Nothing that was stored is lost.\n');
      process.exit(0);
    }, DEADLINE).unref();
    // With nothing left open the process ends by itself. `process.exit` may hang: its compiler thread can wait for a garbage collection
    // that waits for this thread (https://github.com/nodejs/node/issues/54918).
    stop().then(
      () => (process.exitCode = 0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
