/**
 * The picture itself is at fault, and trying again would not help. `message` is fit to be shown to people: it says what to do.
 * Written without parameter properties, since decoder children run these files with their types merely stripped.
 */
export class ImageError extends Error {
  readonly code: 'UNSUPPORTED_TYPE' | 'BROKEN_IMAGE' | 'TOO_MANY_PIXELS';

  constructor(code: ImageError['code'], detail: string) {
    super(detail);
    this.name = 'ImageError';
    this.code = code;
  }
}

/** A decoder child ended before its answer, or could not work. Nothing is known against the picture for certain: try again. */
export class DecoderGone extends Error {
  /** True only when the child died or overran its limits by itself; false when the pool is closing or the child never started. */
  readonly blame: boolean;

  constructor(message: string, blame: boolean) {
    super(message);
    this.name = 'DecoderGone';
    this.blame = blame;
  }
}
