import type { OpenedImages } from './image-fixture.contract.js';
import { imageContentContract } from './image-content.contract.js';
import { imageListContract } from './image-list.contract.js';
import { imageMonthsContract } from './image-months.contract.js';
import { imageQuotaContract } from './image-quota.contract.js';
import { imageSearchContract } from './image-search.contract.js';
import { imageUpdateContract } from './image-update.contract.js';
import { imageUpkeepContract } from './image-upkeep.contract.js';

/** What every image repository does. */
export function imageRepositoryContract(name: string, open: () => Promise<OpenedImages>): void {
  imageUpdateContract(name, open);
  imageContentContract(name, open);
  imageListContract(name, open);
  imageSearchContract(name, open);
  imageMonthsContract(name, open);
  imageQuotaContract(name, open);
  imageUpkeepContract(name, open);
}
