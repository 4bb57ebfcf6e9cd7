/** What this process is working with: ids of rows, paths of temporary files. */
const names = new Set<string>();

/**
 * Says that this process is working with a row or a temporary file until what it returns is called. Upkeep takes what is old for left
 * behind by a process that died; however long an upload or a run takes, and however short the grace period is, this one lives.
 */
export function markInFlight(name: string): () => void {
  names.add(name);
  return () => void names.delete(name);
}

export function isInFlight(name: string): boolean {
  return names.has(name);
}
