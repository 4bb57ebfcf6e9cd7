import type { JobPriority } from '#libs/ports/job-queue.js';
import type { ImageRow } from './image-row.js';

/**
 * How urgent the sizes of a picture are. One that was never finished nor changed is still new to its owner, however often the drive was
 * restarted; what brought a decoder child down comes last.
 */
export function priorityOf({ crashCount, generation }: Pick<ImageRow, 'crashCount' | 'generation'>): JobPriority {
  if (crashCount > 0) return 'last';
  return generation > 1 ? 'rebuild' : 'new';
}
