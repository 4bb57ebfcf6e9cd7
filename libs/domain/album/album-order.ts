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

/** Puts back what an album has lost of its `earlier` images: each behind the nearest one before it that is still there, else first. */
export function putBackIds(images: readonly string[], earlier: readonly string[]): string[] {
  const inside = new Set(images);
  /** What follows each image; '' stands for the beginning. */
  const lost = new Map<string, string[]>([['', []], ...images.map((id) => [id, []] as [string, string[]])]);
  let last = '';
  for (const id of earlier) {
    if (inside.has(id)) last = id;
    else lost.get(last)!.push(id);
  }
  return ['', ...images].flatMap((id) => [id, ...lost.get(id)!]).slice(1);
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
