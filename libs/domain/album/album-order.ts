/** The maximum number of images in one album. */
export const MAX_ALBUM_IMAGES = 10_000;

/** Appends ids that are not in the album yet. */
export function addIds(images: readonly string[], ids: readonly string[]): string[] {
  return [...new Set([...images, ...ids])];
}

export function removeIds(images: readonly string[], ids: readonly string[]): string[] {
  const gone = new Set(ids);
  return images.filter((id) => !gone.has(id));
}

/**
 * Puts ids back into an album that lost them: each behind the nearest image that came before it in `order` and is there, else first.
 * @param order the ids of the album as it was, those to put back among them
 */
export function putBackIds(images: readonly string[], ids: readonly string[], order: readonly string[]): string[] {
  const missing = new Set(ids.filter((id) => !images.includes(id)));
  const inside = new Set(images);
  /** What follows each image; '' stands for the beginning. */
  const after = new Map<string, string[]>();
  let last = '';
  for (const id of order) {
    if (missing.has(id)) after.set(last, [...(after.get(last) ?? []), id]);
    else if (inside.has(id)) last = id;
  }
  return ['', ...images].flatMap((id) => [id, ...(after.get(id) ?? [])]).slice(1);
}

/**
 * Moves those of `ids` that are in the album, in the given order, before the image `before`, or to the end if that is null. The others keep
 * their order. If `before` is one of the moved images, the next image that stays counts.
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
