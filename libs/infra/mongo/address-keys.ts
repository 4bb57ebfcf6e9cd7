import type { Model } from 'mongoose';

import { AddressKeyRepository, type AddressKey } from '#libs/ports/address-key-repository.js';

import type { MongoDatabase } from './database.js';
import { addressesMigrations, addressKeySchema, type AddressKeyDocument } from './media.schema.js';
import { is } from './schema.js';

export class MongoAddressKeyRepository extends AddressKeyRepository {
  private readonly keys: Model<AddressKeyDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.keys = database.model('AddressKey', addressKeySchema);
  }

  async insert({ id, ...key }: AddressKey): Promise<void> {
    await this.run(() => this.keys.create([{ _id: id, ...key }]));
  }

  find(id: string): Promise<AddressKey | null> {
    return this.run(async () => {
      const document = await this.keys.findById(is(id)).lean<AddressKeyDocument>();
      return document && keyOf(document);
    });
  }

  list(owner: string): Promise<AddressKey[]> {
    const found = () =>
      this.keys
        .find({ owner: is(owner) })
        .sort({ createdAt: -1, _id: -1 })
        .lean<AddressKeyDocument[]>();
    return this.run(async () => (await found()).map(keyOf));
  }

  remove(owner: string, id: string): Promise<boolean> {
    return this.run(async () => (await this.keys.deleteOne({ _id: is(id), owner: is(owner) })).deletedCount > 0);
  }

  removeAll(owner: string): Promise<number> {
    return this.run(async () => (await this.keys.deleteMany({ owner: is(owner) })).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(addressesMigrations, work);
  }
}

function keyOf({ _id: id, owner, name, secret, createdAt }: AddressKeyDocument): AddressKey {
  return { id, owner, name, secret, createdAt };
}
