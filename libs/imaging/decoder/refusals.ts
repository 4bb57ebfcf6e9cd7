import { ImageError } from '#libs/imaging/image-error.js';

// What a decoder child says of a picture that it can't make sizes of.

export function broken(): ImageError {
  return new ImageError('BROKEN_IMAGE', 'This picture is damaged or not whole. Copy it from the camera or phone again and send that.');
}

export function tooManyPixels(): ImageError {
  return new ImageError('TOO_MANY_PIXELS', 'This picture has more pixels than are taken here. Send a smaller copy.');
}

/** HEIF is a container: of what may be in it, HEVC (HEIC) and AV1 (AVIF) can be decoded. */
export function unsupportedHeif(): ImageError {
  return new ImageError('UNSUPPORTED_TYPE', 'This kind of HEIF picture can’t be opened here. Send it as HEIC, AVIF or JPEG.');
}
