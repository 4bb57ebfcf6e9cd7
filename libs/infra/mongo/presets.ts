import type { Model } from 'mongoose';

import { PresetRepository, type OwnPreset } from '#libs/ports/preset-repository.js';

import type { MongoDatabase } from './database.js';
import { addressesMigrations, presetSchema, type PresetDocument } from './media.schema.js';
import { is } from './schema.js';

export class MongoPresetRepository extends PresetRepository {
  private readonly presets: Model<PresetDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.presets = database.model('Preset', presetSchema);
  }

  list(owner: string): Promise<OwnPreset[]> {
    return this.run(async () => {
      const found = await this.presets
        .find({ owner: is(owner) })
        .sort({ name: 1 })
        .lean<PresetDocument[]>();
      return found.map(({ name, modifiers }) => ({ name, modifiers }));
    });
  }

  async set(owner: string, { name, modifiers }: OwnPreset): Promise<void> {
    const document: PresetDocument = { _id: idOf(owner, name), owner, name, modifiers };
    await this.run(() => this.presets.replaceOne({ _id: is(document._id) }, document, { upsert: true }));
  }

  remove(owner: string, name: string): Promise<boolean> {
    return this.run(async () => (await this.presets.deleteOne({ _id: is(idOf(owner, name)), owner: is(owner) })).deletedCount > 0);
  }

  removeAll(owner: string): Promise<number> {
    return this.run(async () => (await this.presets.deleteMany({ owner: is(owner) })).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(addressesMigrations, work);
  }
}

/** No name has a slash. */
function idOf(owner: string, name: string): string {
  return `${owner}/${name}`;
}
