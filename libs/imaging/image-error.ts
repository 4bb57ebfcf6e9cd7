/**
 * The image is at fault, and another attempt would not help. `message` is for people and says what to do. The class has no parameter
 * properties, since decoder children run this file with its types merely stripped.
 */
export class ImageError extends Error {
  readonly code: 'UNSUPPORTED_TYPE' | 'BROKEN_IMAGE' | 'TOO_MANY_PIXELS';

  constructor(code: ImageError['code'], detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'ImageError';
    this.code = code;
  }
}

/** A decoder child ended before its answer, or could not work. The image is not known to be at fault: try again. */
export class DecoderGone extends Error {
  /** The child crashed or exceeded its limits while it worked on the image; false if the pool is closing or the child never started. */
  readonly crashed: boolean;
  /** It was killed from outside while it did so, mostly because the memory of the machine ran out: any image may meet that. */
  readonly killed: boolean;
  /** Why its child ended, in one word, if one did. */
  readonly exit: string | null;
  /** A child said that it could not read or write a file. */
  readonly ofDisk: boolean;

  constructor(message: string, crashed: boolean, killed = false, exit: string | null = null, ofDisk = false) {
    super(message);
    this.name = 'DecoderGone';
    this.crashed = crashed;
    this.killed = crashed && killed;
    this.exit = exit;
    this.ofDisk = ofDisk;
  }
}

/** A decoder child threw an error that is not about the image, nor about a disk. If it does so again, no further attempt will help. */
export class DecoderFailed extends Error {
  /** What the child said. */
  readonly reason: string;

  constructor(reason: string) {
    super(`The decoder failed: ${reason}`);
    this.name = 'DecoderFailed';
    this.reason = reason;
  }
}

export function broken(cause?: unknown): ImageError {
  const detail = 'This picture is damaged or not whole. Copy it from the camera or phone again and send that.';
  return new ImageError('BROKEN_IMAGE', detail, cause);
}

export function tooManyPixels(): ImageError {
  return new ImageError('TOO_MANY_PIXELS', 'This picture has more pixels than are taken here. Send a smaller copy.');
}

/** HEIF is a container: of the codecs in it, HEVC (HEIC) and AV1 (AVIF) can be decoded. */
export function unsupportedHeif(): ImageError {
  return new ImageError('UNSUPPORTED_TYPE', 'This kind of HEIF picture can’t be opened here. Send it as HEIC, AVIF or JPEG.');
}
