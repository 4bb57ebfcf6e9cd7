import type { z } from 'zod';

/** A body of JSON, as the document says it. */
export const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
