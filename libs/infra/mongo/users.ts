import type { Model } from 'mongoose';

import { emailKey, UserRepository, type User } from '#libs/ports/user-repository.js';

import { authMigrations, userSchema, type UserDocument } from './auth.schema.js';
import { mongoError } from './errors.js';
import { is } from './schema.js';
import type { MongoDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { EmailTaken, NameTaken } from '#libs/ports/errors.js';

export class MongoUserRepository extends UserRepository {
  private readonly users: Model<UserDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.users = database.model('User', userSchema);
  }

  async insert({ id, ...user }: User): Promise<void> {
    const document = { _id: id, ...user, emailKey: emailKey(user.email) };
    await this.run(async () => {
      try {
        await this.users.create([document]);
      } catch (error) {
        throw (await this.taken(document, mongoError(error))) ?? error;
      }
    });
  }

  find(id: string): Promise<User | null> {
    return this.run(() => this.one('_id', id));
  }

  findByEmail(email: string): Promise<User | null> {
    return this.run(() => this.one('emailKey', emailKey(email)));
  }

  findByName(name: string): Promise<User | null> {
    return this.run(() => this.one('name', name));
  }

  async setPasswordHash(id: string, { from, to }: { from: string; to: string }): Promise<boolean> {
    const filter = { _id: is(id), passwordHash: is(from) };
    return this.run(async () => (await this.users.updateOne(filter, { $set: { passwordHash: to } })).matchedCount > 0);
  }

  list(): Promise<User[]> {
    return this.run(async () =>
      (await this.users.find().sort({ createdAt: 1, _id: 1 }).hint('users_age').lean<UserDocument[]>()).map(userOf),
    );
  }

  remove(id: string): Promise<boolean> {
    return this.run(async () => (await this.users.deleteOne({ _id: is(id) })).deletedCount > 0);
  }

  private async one(field: '_id' | 'emailKey' | 'name', value: string): Promise<User | null> {
    const document = await this.users.findOne({ [field]: is(value) }).lean<UserDocument>();
    return document && userOf(document);
  }

  /** MongoDB names only one of several violated keys. Returns undefined when the other row was removed meanwhile. */
  private async taken({ emailKey: key, name }: UserDocument, error: Error): Promise<Error | undefined> {
    if (!(error instanceof UniqueViolation)) return undefined;
    if (error.key === 'emailKey' || (await this.one('emailKey', key))) return new EmailTaken('An account has this e-mail.');
    if (error.key === 'name' || (await this.one('name', name))) return new NameTaken('An account has this name.');
    return undefined;
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function userOf({ _id: id, name, email, passwordHash, createdAt }: UserDocument): User {
  return { id, name, email, passwordHash, createdAt };
}
