import type { z } from 'zod';

/** The content of a JSON body. */
export const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
