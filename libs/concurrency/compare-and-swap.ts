/** Losing this often in a row means that somebody keeps changing the value on purpose. */
const MAX_ATTEMPTS = 20;

/**
 * Optimistic concurrency control: reads a value, decides, and writes it only if nobody changed it meanwhile; else starts again.
 * @param attempt one read, decision and conditional write; undefined when another writer was faster, which leads to the next attempt
 * @param exhausted called when every attempt has lost: returns the result, or throws
 * @throws what `attempt` and `exhausted` throw
 */
export async function compareAndSwap<T>(
  attempt: () => Promise<T | undefined>,
  { attempts = MAX_ATTEMPTS, exhausted }: { attempts?: number; exhausted: () => T },
): Promise<T> {
  for (let count = 0; count < attempts; count++) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  return exhausted();
}
