/** Where an adapter says what it can't throw: the caller has long gone. */
export type Warn = (message: string, fields: object) => void;
