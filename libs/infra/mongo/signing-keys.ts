import type { Model } from 'mongoose';

import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

import { UniqueViolation } from '../unique-violation.js';
import { authMigrations, keySchema, type KeyDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { mongoError } from './errors.js';

/** Id of the only document. */
const KEY = 'signingKey';

export class MongoSigningKeyRepository extends SigningKeyRepository {
  private readonly keys: Model<KeyDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.keys = database.model('SigningKey', keySchema);
  }

  async findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey> {
    const there = await this.storedKey();
    if (there) return there;
    // Outside of run: making a key takes a while, which must not count against the time limit of the database.
    const { id, ...key } = await make();
    await this.run(async () => {
      try {
        await this.keys.create([{ _id: KEY, key: id, ...key }]);
      } catch (error) {
        if (!(mongoError(error) instanceof UniqueViolation)) throw error;
      }
    });
    return (await this.storedKey())!;
  }

  private storedKey(): Promise<SigningKey | null> {
    return this.run(async () => {
      const document = await this.keys.findOne({ _id: KEY }).lean<KeyDocument>();
      return document && signingKeyOf(document);
    });
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function signingKeyOf({ key: id, privateKey, createdAt }: KeyDocument): SigningKey {
  return { id, privateKey, createdAt };
}
