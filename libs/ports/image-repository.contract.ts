import type { OpenedMedia } from './databases.contract.js';
import { imageChangesContract } from './image-changes.contract.js';
import { imageContentContract } from './image-content.contract.js';
import { imageListContract } from './image-list.contract.js';
import { imageMonthsContract } from './image-months.contract.js';
import { imageQuotaContract } from './image-quota.contract.js';
import { imageSearchContract } from './image-search.contract.js';
import { imageUpdateContract } from './image-update.contract.js';

/** Every `ImageRepository` passes this suite. */
export function imageRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  imageUpdateContract(name, open);
  imageContentContract(name, open);
  imageListContract(name, open);
  imageSearchContract(name, open);
  imageMonthsContract(name, open);
  imageQuotaContract(name, open);
  imageChangesContract(name, open);
}
