import { Schema } from 'mongoose';

// By default mongoose treats an empty string as missing.
Schema.Types.String.checkRequired((value) => typeof value === 'string');

/** Required fields. */
export const text = { type: String, required: true } as const;
export const number = { type: Number, required: true } as const;
export const date = { type: Date, required: true } as const;
export const flag = { type: Boolean, required: true } as const;

/**
 * Options of every schema: unknown fields are refused in writes and queries, migrations alone create collections and indexes, and calls
 * without a connection fail instead of being buffered.
 */
export const strict = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  id: false,
  minimize: false,
  autoCreate: false,
  autoIndex: false,
  bufferCommands: false,
} as const;

/** Options of embedded documents. */
export const strictPart = { ...strict, _id: false } as const;

/** A value in a query. @throws TypeError for an object, which MongoDB would read as query operators */
export function is<T extends string | number | boolean>(value: T): T {
  if (typeof value === 'object') throw new TypeError('A query value must not be an object.');
  return value;
}
