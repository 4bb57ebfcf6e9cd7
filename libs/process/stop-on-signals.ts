/** Milliseconds after which the process ends, whoever still hangs on: nothing that was acknowledged needs more than a start. */
const DEADLINE = 7_500;

/**
 * Ends the process with 0 after a clean stop on SIGTERM or SIGINT. Further signals are ignored: npm passes on what the whole group got
 * already, so that each signal may arrive twice.
 */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      process.stderr.write('Something held up the stop; it is cut short. Nothing that was kept is lost.\n');
      process.exit(0);
    }, DEADLINE).unref();
    // Nothing is open after a stop, so that the process ends by itself. `process.exit` may wait for ever: for a compiler's thread that
    // waits in its turn for this one to collect garbage (https://github.com/nodejs/node/issues/54918).
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
