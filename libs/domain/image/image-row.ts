import type { VariantName } from '../variants.js';

/** States of an image; transitions.ts has the transitions between them. */
export type ImageState = 'uploading' | 'processing' | 'ready' | 'rejected' | 'abandoned' | 'purging';

/** Why a variant or an image failed, in words for people. */
export interface Failure {
  code: string;
  detail: string;
}

/** What the camera wrote about itself into the original (EXIF); a field is null if it is missing. */
export interface CameraData {
  /** Make and model. */
  camera: string | null;
  lens: string | null;
  exposureSeconds: number | null;
  /** The f-number. */
  aperture: number | null;
  iso: number | null;
  /** Millimetres. */
  focalLength: number | null;
  /** Whether the original contains the location where it was taken. */
  place: boolean;
}

export interface VariantRecord {
  state: 'waiting' | 'working' | 'ready' | 'failed';
  /** Pixels after orientation; null until the variant is made. */
  width: number | null;
  height: number | null;
  bytes: number | null;
  /** Media type of the object. */
  type: string | null;
  /** How many attempts tried to make it. */
  attempts: number;
  error: Failure | null;
  startedAt: Date | null;
  readyAt: Date | null;
  /** Key of the object in the store; null until it is made. */
  key: string | null;
}

/** A variant that no attempt has begun. */
export const WAITING: VariantRecord = {
  state: 'waiting',
  width: null,
  height: null,
  bytes: null,
  type: null,
  attempts: 0,
  error: null,
  startedAt: null,
  readyAt: null,
  key: null,
};

export interface ImageRow {
  /** Time-ordered, unguessable: a ULID in lower case. */
  id: string;
  /** Id of the user it belongs to. */
  owner: string;
  /** File name as uploaded: data, never a path. */
  name: string;
  /** Media type by the first bytes. */
  type: string;
  bytes: number;
  /** Pixels after orientation. */
  width: number;
  height: number;
  /** SHA-256 of the original in hex. */
  sha256: string;
  /** Key of the original in the store. */
  originalKey: string;
  createdAt: Date;
  takenAt: Date | null;
  /** Modification time of the file, as sent by the uploader. */
  modifiedAt: Date | null;
  /** null: the original has no such data. */
  exif: CameraData | null;
  /** takenAt, else modifiedAt, else createdAt. */
  sortAt: Date;
  deletedAt: Date | null;
  /** When the original was found missing or altered in the store; null while nothing is known against it. */
  damagedAt: Date | null;
  state: ImageState;
  reason: Failure | null;
  /** Base64 of the thumbhash. */
  thumbhash: string | null;
  /** Increases at delete, restore and retry: attempts of an older generation can no longer publish. */
  generation: number;
  /** Increases when the worker begins an attempt; independent of the counter of the queue. */
  attempt: number;
  /** Attempts in which a decoder child crashed on this image. */
  crashCount: number;
  sizes: Record<VariantName, VariantRecord>;
  /** Set by the repository at every change. */
  updatedAt: Date;
}
