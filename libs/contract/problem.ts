import { z } from 'zod';

import { ERRORS } from './errors.js';

const CODES = Object.keys(ERRORS) as (keyof typeof ERRORS)[];

export const ProblemJson = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(CODES),
    detail: z.string().meta({ description: 'What happened this time and what to do.' }),
    requestId: z.string().meta({ description: 'Stands in the log lines of every service that saw the request.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details, with a stable code.' });
