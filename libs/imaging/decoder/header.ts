import { cameraData } from '#libs/imaging/decoder/camera.js';
import { open } from '#libs/imaging/decoder/open.js';
import type { Header, HeaderRequest } from '#libs/imaging/decoder/protocol.js';
import { takenAt } from '#libs/imaging/decoder/taken-at.js';

/** Reads what the header of a picture says, without decoding a pixel. Throws `ImageError`. */
export async function readHeader({ file, type, limits }: HeaderRequest): Promise<Header> {
  const { header, upright } = await open(file, type, limits);
  return { type, ...upright, takenAt: takenAt(header.exif), exif: cameraData(header.exif) };
}
