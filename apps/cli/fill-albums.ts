import { Album, AlbumChanged, AlbumList } from '#libs/contract/album.js';

import type { AlbumPlan } from './album-plan.js';
import { ApiError } from './api-error.js';
import type { Api } from './api.js';
import { patiently } from './patience.js';
import type { AlbumResult, Report } from './report.js';

/** Pictures that one call may name. */
const AT_ONCE = 1_000;

/**
 * Makes the albums that there are not, and puts in those of their pictures that are in the drive; the report says what became of each.
 * An album is found by its name, and of several of one name the first planned is the oldest. One that was there keeps its order and cover.
 */
export async function fillAlbums(api: Api, plans: readonly AlbumPlan[], report: Report): Promise<void> {
  if (plans.length === 0) return;
  const pictures = picturesOf(report);
  const albums = new Albums(api);
  let ended: ApiError | undefined;
  for (const plan of plans) {
    const ids = idsOf(plan.pictures, pictures);
    // None of its pictures is there; one that never had any is made all the same.
    if (ids.length === 0 && plan.pictures.length > 0) continue;
    const result: AlbumResult = { name: plan.name, pictures: ids.length, made: false, added: 0 };
    report.albums.push(result);
    try {
      if (ended) throw ended;
      const there = await albums.take(plan.name);
      result.made = !there;
      if (report.dryRun) continue;
      const album = there ?? (await albums.make(plan, ids.slice(0, AT_ONCE)));
      const full = await albums.add(album, ids);
      result.added = full.images - (there?.images ?? 0);
      const cover = plan.cover === undefined ? undefined : pictures.get(plan.cover);
      if (!there && cover !== undefined) await api.json(Album, 'PATCH', `/api/albums/${album.id}`, { cover });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      result.why = error.detail;
      if (error.endsAll) ended = error;
    }
  }
}

class Albums {
  /** Oldest first, without those that were taken. */
  private left: Album[] | undefined;
  private readonly seen = new Set<string>();

  constructor(private readonly api: Api) {}

  /** The oldest of this name that was not taken before. */
  async take(name: string): Promise<Album | undefined> {
    this.left ??= await this.list();
    const at = this.left.findIndex((album) => album.name === name);
    return at < 0 ? undefined : this.left.splice(at, 1)[0];
  }

  async make({ name, order }: AlbumPlan, ids: readonly string[]): Promise<Album> {
    const before = new Set(this.seen);
    return patiently(async (attempt) => {
      // A try whose answer was lost may have made it.
      const lost = attempt > 1 ? (await this.list()).find((album) => album.name === name && !before.has(album.id)) : undefined;
      const album = lost ?? (await this.api.jsonOnce(AlbumChanged, 'POST', '/api/albums', { name, order, ids })).album;
      this.seen.add(album.id);
      return album;
    }, this.api.patience);
  }

  /** Puts in what is not in it yet; the album as it is then. */
  async add(album: Album, ids: readonly string[]): Promise<Album> {
    let full = album;
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const body = { action: 'add', ids: ids.slice(at, at + AT_ONCE) };
      full = (await this.api.json(AlbumChanged, 'POST', `/api/albums/${album.id}/images`, body)).album;
    }
    return full;
  }

  private async list(): Promise<Album[]> {
    const { items } = await this.api.json(AlbumList, 'GET', '/api/albums');
    for (const { id } of items) this.seen.add(id);
    return items.toReversed();
  }
}

/** What is in the drive, by path and by hash. Before anything was sent the hash stands for the picture. */
function picturesOf({ inDrive }: Report): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const { path, sha256, id = sha256 } of inDrive) {
    if (id === undefined) continue;
    ids.set(path, id);
    if (sha256 !== undefined) ids.set(sha256, id);
  }
  return ids;
}

function idsOf(keys: readonly string[], pictures: ReadonlyMap<string, string>): string[] {
  return [...new Set(keys.flatMap((key) => pictures.get(key) ?? []))];
}
