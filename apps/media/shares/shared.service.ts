import { Inject, Injectable } from '@nestjs/common';

import { MAX_SHARED, type OpenedPicture, type OpenedShare } from '#libs/api/share.js';
import type { Logger } from '#libs/http/log.js';
import { siteOf } from '#libs/http/networks.js';
import type { Reader } from '#libs/ports/image-repository.js';
import { ShareRepository, type ShareRow } from '#libs/ports/share-repository.js';

import { PresetsService } from '../presets/presets.service.js';
import { LOGGER } from '../resources/media-resources.js';
import { nothingShared, ShareAccess } from './share-access.js';
import { ShareImages, type Shown } from './share-images.js';
import { sharedImageJson } from './share-json.js';

/** What a share shows to its visitors. */
@Injectable()
export class SharedService {
  constructor(
    private readonly access: ShareAccess,
    private readonly images: ShareImages,
    private readonly shares: ShareRepository,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly presets: PresetsService,
  ) {}

  /** Returns the first page and counts the visit. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async visit(token: string, proof: string | undefined, address: string): Promise<OpenedShare> {
    const share = await this.access.open(token, proof);
    const opened = await this.show(share, 1, address);
    await this.count(share);
    return opened;
  }

  /** Returns one page, not counted as a visit: the next page or image belongs to the same one. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async page(token: string, proof: string | undefined, address: string, page: number): Promise<OpenedShare> {
    return this.show(await this.access.open(token, proof), page, address);
  }

  /** Returns one image and the ids of those beside it. @throws Problem NOT_FOUND, PASSWORD_NEEDED */
  async image(token: string, proof: string | undefined, address: string, id: string): Promise<OpenedPicture> {
    const share = await this.access.open(token, proof);
    const shown = await this.images.shownBy(share, visitorOf(share, address));
    const index = shown?.ids.indexOf(id) ?? -1;
    const [row] = index >= 0 ? await this.images.findAll(share.owner, [id]) : [];
    if (!shown || !row) throw nothingShared();
    const [previous = null, next = null] = [shown.ids[index - 1], shown.ids[index + 1]];
    return { ...(await this.summary(share, shown)), image: sharedImageJson(share, row), place: index + 1, previous, next };
  }

  private async show(share: ShareRow, page: number, address: string): Promise<OpenedShare> {
    const shown = await this.images.shownBy(share, visitorOf(share, address));
    // An empty album is shown: it may fill. If all chosen images are in the trash, there is nothing to show.
    if (!shown || (shown.ids.length === 0 && !shown.album)) throw nothingShared();
    const pages = Math.max(1, Math.ceil(shown.ids.length / MAX_SHARED));
    if (page > pages) throw nothingShared();
    const rows = await this.images.findAll(share.owner, shown.ids.slice((page - 1) * MAX_SHARED, page * MAX_SHARED));
    return { ...(await this.summary(share, shown)), images: rows.map((row) => sharedImageJson(share, row)), page, pages };
  }

  private async summary({ owner, name, sizes, passwordHash }: ShareRow, { album, ids }: Shown) {
    const presets = [...(await this.presets.of(owner))].map(([of, modifiers]) => ({ name: of, modifiers }));
    return { name: name ?? album?.name ?? null, sizes: [...sizes], password: passwordHash !== null, pictures: ids.length, presets };
  }

  /** A failure is only logged: visitors see the share on a full disk as well. */
  private async count({ id }: ShareRow): Promise<void> {
    try {
      await this.shares.noteOpened(id, new Date());
    } catch (err) {
      this.logger.warn({ err, shareId: id }, 'a visit of a share was not counted');
    }
  }
}

/** Visitors wait in a queue of their link, not in that of its owner, and those of one network do not fill it. */
export function visitorOf({ id }: ShareRow, address: string): Reader {
  return { group: `link ${id}`, client: `link ${id} from ${siteOf(address)}` };
}
