import { ImageError } from '#libs/imaging/image-error.js';

/** The answer to HEIC, and to HEVC in a container that said otherwise: there is no decoder for it here. */
export function heicRefused(): ImageError {
  return new ImageError(
    'UNSUPPORTED_TYPE',
    'HEIC pictures can’t be shown here yet. Send it as JPEG: phones can convert it, and take JPEG when their camera is set to “Most Compatible”.',
  );
}
