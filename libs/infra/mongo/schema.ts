import { Schema } from 'mongoose';

// Mongoose takes an empty text for a missing one.
Schema.Types.String.checkRequired((value) => typeof value === 'string');

/** A field that is always there. */
export const text = { type: String, required: true } as const;
export const number = { type: Number, required: true } as const;
export const date = { type: Date, required: true } as const;
export const flag = { type: Boolean, required: true } as const;

/**
 * Options of every schema: what it does not know is refused, in what is written and in what is asked; and no model makes its collection
 * and indexes by itself, or keeps calls for later while there is no connection.
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

/** Of documents in documents. */
export const strictPart = { ...strict, _id: false } as const;

/** A value to look for. An object in its place, which would be taken for operators of the query, is refused. */
export function is<T extends string | number | boolean>(value: T): T {
  if (typeof value === 'object') throw new TypeError('Only texts and numbers can be looked for.');
  return value;
}
