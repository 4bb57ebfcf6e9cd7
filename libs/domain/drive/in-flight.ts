/** What this process is using: ids of rows, paths of temporary files. */
const names = new Set<string>();

/**
 * Marks a row or a temporary file as used by this process, until the returned function is called. Maintenance removes what is older than
 * the grace period and not in flight, so an upload or an attempt may take longer than that.
 */
export function markInFlight(name: string): () => void {
  names.add(name);
  return () => void names.delete(name);
}

export function isInFlight(name: string): boolean {
  return names.has(name);
}
