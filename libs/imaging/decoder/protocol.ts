import type { ImageError } from '#libs/imaging/image-error.js';
import type { VariantName } from '#libs/domain/variants.js';
import type { ImageType } from '#libs/domain/image-types.js';
import type { CameraData } from '#libs/domain/image/image-row.js';
import type { Area } from '#libs/domain/transform/layout.js';
import type { Format } from '#libs/domain/transform/modifiers.js';

/** Bytes that a variant or another result may have: noise of the largest variant takes 6 MB as JPEG. */
export const MAX_RESULT_BYTES = 32_000_000;

/** What an image may claim to be, so that one image can't take all resources of the machine. */
export interface Limits {
  maxPixels: number;
  /** JPEG has its own: it is decoded line by line, and panoramas are JPEG. */
  maxJpegPixels: number;
  /** Of either side, in pixels: a thin image costs more than the number of its pixels says. */
  maxSide: number;
}

export interface Header {
  type: ImageType;
  /** In pixels, after orientation. */
  width: number;
  height: number;
  /** EXIF DateTimeOriginal with its offset; without an offset it is taken as UTC. */
  takenAt: Date | null;
  /** What else the camera wrote into the image. */
  exif: CameraData | null;
}

/** A variant as a child made it: the bytes of its file. What type and size they are is for its parent to find out. */
export interface MadeVariant {
  name: VariantName;
  data: Buffer;
}

export interface RenderedVariant {
  name: VariantName;
  /** Path of a complete file, not flushed to disk. */
  file: string;
  width: number;
  height: number;
  bytes: number;
  /** Its media type. */
  type: string;
}

export interface HeaderTask {
  kind: 'header';
  type: ImageType;
  limits: Limits;
}

export interface RenderTask {
  kind: 'render';
  type: ImageType;
  limits: Limits;
  /** Of variants without transparency. */
  format: 'jpeg' | 'webp';
  /** No other image is being rendered: this one may take much memory. */
  alone: boolean;
}

/** Decodes every pixel of a small image and makes nothing of it. */
export interface CheckTask {
  kind: 'check';
  type: ImageType;
  limits: Limits;
}

/** Makes one picture of an image, or of a smaller copy of it. */
export interface TransformTask {
  kind: 'transform';
  type: ImageType;
  limits: Limits;
  /** In their canonical form (libs/domain/transform), which fits this image. */
  modifiers: string;
  format: Format;
  /** Size of the image after orientation. A file that is smaller is a copy of it. */
  whole: Area;
  /** No other image is being worked on: this one may take much memory. */
  alone: boolean;
}

/** What is to be done with an image. */
export type Task = HeaderTask | RenderTask | CheckTask | TransformTask;

/** The image itself, by the path that the child knows it by. */
interface OfFile {
  file: string;
}

export type HeaderRequest = HeaderTask & OfFile;
export type RenderRequest = RenderTask & OfFile;
export type CheckRequest = CheckTask & OfFile;
export type TransformRequest = TransformTask & OfFile;
/** What a child is told: one at a time. */
export type Request = HeaderRequest | RenderRequest | CheckRequest | TransformRequest;

/**
 * What a child sends over its channel, each in a frame (frames.ts): `ready` once, then for each request `begun`, any number of `variant`
 * (with the file in the body of the frame) and exactly one of the others (`transformed` has its file in the body, too).
 */
export type Reply =
  | { kind: 'ready' }
  | { kind: 'begun' }
  | { kind: 'variant'; name: VariantName }
  | { kind: 'header'; header: Header }
  | { kind: 'rendered'; thumbhash: string; isTruncated: boolean }
  /** All of it can be decoded. In pixels, after orientation. */
  | { kind: 'checked'; width: number; height: number }
  | { kind: 'transformed' }
  /** Nothing was done: the image takes so much memory that it must run alone. */
  | { kind: 'heavy' }
  /** The image is at fault. */
  | { kind: 'refused'; code: ImageError['code']; detail: string }
  /** An error of the program, or of a disk when `ofDisk`: a missing file, a full disk. */
  | { kind: 'failed'; message: string; ofDisk: boolean };

/** The replies that end a request. */
export type Answer = Exclude<Reply, { kind: 'ready' | 'begun' | 'variant' | 'transformed' }> | Transformed;

/** The result of a transform, whose type and size the parent has found out. */
export interface Transformed extends Area {
  kind: 'transformed';
  data: Buffer;
  /** Its media type. */
  type: string;
}
