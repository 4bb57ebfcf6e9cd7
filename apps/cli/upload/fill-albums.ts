import { Album, AlbumChanged, AlbumList } from '#libs/api/album.js';

import { ApiError } from '../drive/api-error.js';
import type { Api } from '../drive/api.js';
import { retry } from '../drive/retry.js';
import type { AlbumPlan } from './find-albums.js';
import type { AlbumResult, Report } from './report.js';

/** Pictures in one request. */
const BATCH = 1_000;

/**
 * Creates missing albums and adds those of their pictures that are in the drive. Results go to the report. An album is found by name; among
 * several of one name the first plan gets the oldest. Existing albums keep their order and cover.
 */
export async function fillAlbums(api: Api, plans: readonly AlbumPlan[], report: Report): Promise<void> {
  if (plans.length === 0) return;
  const pictures = picturesOf(report);
  const albums = new Albums(api);
  let ended: ApiError | undefined;
  for (const plan of plans) {
    const ids = idsOf(plan.pictures, pictures);
    // None of its pictures is in the drive. An album that is empty anyway is created.
    if (ids.length === 0 && plan.pictures.length > 0) continue;
    const result: AlbumResult = { name: plan.name, pictures: ids.length, made: false, added: 0 };
    report.albums.push(result);
    try {
      if (ended) throw ended;
      const existing = await albums.take(plan.name);
      result.made = !existing;
      if (report.dryRun) continue;
      const album = existing ?? (await albums.create(plan, ids.slice(0, BATCH)));
      const filled = await albums.add(album, ids);
      result.added = filled.images - (existing?.images ?? 0);
      const cover = plan.cover === undefined ? undefined : pictures.get(plan.cover);
      if (!existing && cover !== undefined) await api.json(Album, 'PATCH', `/api/albums/${album.id}`, { cover });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      result.why = error.detail;
      if (error.isFinal) ended = error;
    }
  }
}

class Albums {
  /** Oldest first, without those already taken. */
  private left: Album[] | undefined;
  private readonly seen = new Set<string>();

  constructor(private readonly api: Api) {}

  /** Takes the oldest of this name. */
  async take(name: string): Promise<Album | undefined> {
    this.left ??= await this.list();
    const at = this.left.findIndex((album) => album.name === name);
    return at < 0 ? undefined : this.left.splice(at, 1)[0];
  }

  async create({ name, order }: AlbumPlan, ids: readonly string[]): Promise<Album> {
    const before = new Set(this.seen);
    return retry(async (attempt) => {
      // An earlier attempt whose answer was lost may have created it.
      const lost = attempt > 1 ? (await this.list()).find((album) => album.name === name && !before.has(album.id)) : undefined;
      const album = lost ?? (await this.api.jsonOnce(AlbumChanged, 'POST', '/api/albums', { name, order, ids })).album;
      this.seen.add(album.id);
      return album;
    }, this.api.retryOptions);
  }

  /** Adds pictures that are not in the album. Returns the changed album. */
  async add(album: Album, ids: readonly string[]): Promise<Album> {
    let changed = album;
    for (let at = 0; at < ids.length; at += BATCH) {
      const body = { action: 'add', ids: ids.slice(at, at + BATCH) };
      changed = (await this.api.json(AlbumChanged, 'POST', `/api/albums/${album.id}/images`, body)).album;
    }
    return changed;
  }

  private async list(): Promise<Album[]> {
    const { items } = await this.api.json(AlbumList, 'GET', '/api/albums');
    for (const { id } of items) this.seen.add(id);
    return items.toReversed();
  }
}

/** Image ids by path and by hash. In a dry run the hash stands for the id. */
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
