/** The most pictures that one album holds. */
export const MAX_ALBUM_IMAGES = 10_000;

/** With these behind those that are in it, each once. */
export function addIds(images: readonly string[], ids: readonly string[]): string[] {
  return [...new Set([...images, ...ids])];
}

export function removeIds(images: readonly string[], ids: readonly string[]): string[] {
  const gone = new Set(ids);
  return images.filter((id) => !gone.has(id));
}

/**
 * Those of `ids` that are in it, in the order given, ahead of the picture `before`, or at the end; the others keep their order. Ahead of
 * one that moves itself is ahead of the next that does not.
 */
export function moveIds(images: readonly string[], ids: readonly string[], before: string | null): string[] {
  const inside = new Set(images);
  const moving = [...new Set(ids)].filter((id) => inside.has(id));
  const moves = new Set(moving);
  const rest = removeIds(images, moving);
  const from = before === null ? -1 : images.indexOf(before);
  const next = from < 0 ? undefined : images.slice(from).find((id) => !moves.has(id));
  const at = next === undefined ? rest.length : rest.indexOf(next);
  return [...rest.slice(0, at), ...moving, ...rest.slice(at)];
}
