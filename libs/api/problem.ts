import { z } from 'zod';

import { ERRORS } from './errors.js';

const CODES = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

export const ProblemJson = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(CODES),
    detail: z.string().meta({ description: 'What happened and what to do.' }),
    requestId: z.string().meta({ description: 'The id of the request in the logs of all services.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457) with a stable code.' });
