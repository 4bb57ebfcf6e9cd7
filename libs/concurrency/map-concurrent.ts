/**
 * Runs `work` for each item, at most `concurrency` at a time. After the first error no more items are taken, and it rejects when the running
 * work has ended. Not `p-map`, which rejects at once while other work still runs: callers close what that work uses.
 */
export async function mapConcurrent<T>(
  items: Iterable<T> | AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failed = false;
  const run = async () => {
    for (;;) {
      const { done, value } = await left.next();
      if (done || failed) return;
      try {
        await work(value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, run));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
