import type { VariantName } from '../variants.js';

/** States of an image row; docs/architecture.md draws the arrows between them, libs/domain/image/transitions.ts holds them. */
export type ImageState = 'uploading' | 'processing' | 'ready' | 'rejected' | 'abandoned' | 'purging';

/** Why a size or a picture failed, in words for people. */
export interface Failure {
  code: string;
  detail: string;
}

/** What the camera wrote into an original about itself (EXIF); each null when it did not say. */
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
  /** Whether it says where the picture was taken. */
  place: boolean;
}

export interface VariantRecord {
  state: 'waiting' | 'working' | 'ready' | 'failed';
  /** Pixels after orientation; null until the size is made. */
  width: number | null;
  height: number | null;
  bytes: number | null;
  /** Media type of the object. */
  type: string | null;
  /** How many runs tried to make it. */
  attempts: number;
  error: Failure | null;
  startedAt: Date | null;
  readyAt: Date | null;
  /** Key of the object in the store; null until there is one. */
  key: string | null;
}

/** A variant that nobody began to make. */
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
  /** File name as it was uploaded: data, never a path. */
  name: string;
  /** Media type by what the bytes are. */
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
  /** The file's own time, as the uploader said it. */
  modifiedAt: Date | null;
  /** null: the original says nothing of the kind. */
  exif: CameraData | null;
  /** takenAt, else modifiedAt, else createdAt. */
  sortAt: Date;
  deletedAt: Date | null;
  state: ImageState;
  reason: Failure | null;
  /** Base64 of the thumbhash. */
  thumbhash: string | null;
  /** Rises at delete, restore and retry: what was begun under an older one can no longer publish. */
  generation: number;
  /** Rises as each run of the worker begins; never the queue's own counter. */
  attempt: number;
  /** Runs in which this picture brought a decoder child down. */
  crashCount: number;
  sizes: Record<VariantName, VariantRecord>;
  /** Set by the repository at every change. */
  updatedAt: Date;
}
