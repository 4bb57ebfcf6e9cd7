import type { Model } from 'mongoose';

import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

import { UniqueViolation } from '../unique-violation.js';
import { authMigrations, keySchema, type KeyDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { mongoError } from './errors.js';

/** Id of the document of the first key, so that of several processes that make one only one can store it. */
const FIRST = 'signingKey';

export class MongoSigningKeyRepository extends SigningKeyRepository {
  private readonly keys: Model<KeyDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.keys = database.model('SigningKey', keySchema);
  }

  async findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey[]> {
    const there = await this.stored();
    if (there.length > 0) return there;
    // Outside of run: making a key takes a while, which must not count against the time limit of the database.
    const { id, ...key } = await make();
    await this.run(async () => {
      try {
        await this.keys.create([{ _id: FIRST, key: id, ...key }]);
      } catch (error) {
        if (!(mongoError(error) instanceof UniqueViolation)) throw error;
      }
    });
    return this.stored();
  }

  async insert({ id, ...key }: SigningKey): Promise<void> {
    await this.run(() => this.keys.create([{ _id: id, key: id, ...key }]));
  }

  async moveBefore(ids: readonly string[], time: Date): Promise<void> {
    await this.run(() => this.keys.updateMany({ key: { $in: [...ids] } }, { $min: { signsFrom: time } }));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.run(() => this.keys.deleteMany({ key: { $in: [...ids] } }));
  }

  private stored(): Promise<SigningKey[]> {
    return this.run(async () => (await this.keys.find().lean<KeyDocument[]>()).map(signingKeyOf).toSorted(bySigning));
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function signingKeyOf({ key: id, privateKey, createdAt, signsFrom }: KeyDocument): SigningKey {
  return { id, privateKey, createdAt, signsFrom: signsFrom ?? createdAt };
}

/** Here and not in the query, as the oldest key may have no `signsFrom`. */
function bySigning(a: SigningKey, b: SigningKey): number {
  return a.signsFrom.getTime() - b.signsFrom.getTime() || (a.id < b.id ? -1 : 1);
}
