import { z } from 'zod';

import { Instant } from './image.js';

/** What the owner's commands last did for the drive, and whether its clock is trusted, for everybody who has an account. */
export const DriveStatus = z
  .object({
    lastBackup: z
      .object({
        at: Instant.meta({ description: 'When it began: everything stored before is in it.' }),
        images: z.int().meta({ description: 'The number of pictures in it, of all accounts.' }),
        bytes: z.int().meta({ description: 'Bytes of their originals.' }),
      })
      .nullable()
      .meta({ description: 'The last backup made by `npm run backup`; null: never.' }),
    lastVerify: z
      .object({ at: Instant, damaged: z.int().meta({ description: 'The number of damaged or missing originals found.' }) })
      .nullable()
      .meta({ description: 'The last check made by `npm run verify`; null: never.' }),
    clock: z
      .object({ heldUntil: Instant, lastSeen: Instant.meta({ description: 'The last time before the clock jumped.' }) })
      .nullable()
      .meta({
        description:
          'The clock jumped by more than a day: nothing is deleted by age until the new time has held for an hour. null: all is well.',
      }),
  })
  .meta({ id: 'DriveStatus' });
export type DriveStatus = z.output<typeof DriveStatus>;
