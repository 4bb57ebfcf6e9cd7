import type { Model } from 'mongoose';

import { DriveRepository } from '#libs/ports/drive-repository.js';

import { UniqueViolation } from '../unique-violation.js';
import type { MongoDatabase } from './database.js';
import { mongoError } from './errors.js';
import { driveFactSchema, driveSchema, imagesMigrations, type DriveDocument, type DriveFactDocument } from './media.schema.js';

const DRIVE = 'drive';

export class MongoDriveRepository extends DriveRepository {
  private readonly drives: Model<DriveDocument>;
  private readonly facts: Model<DriveFactDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.drives = database.model('Drive', driveSchema);
    this.facts = database.model('DriveFact', driveFactSchema);
  }

  driveId(offered: string | null): Promise<string | null> {
    const stored = async () => (await this.drives.findById(DRIVE).lean<DriveDocument>())?.drive ?? null;
    return this.run(async () => {
      const there = await stored();
      if (there !== null || offered === null) return there;
      try {
        await this.drives.create([{ _id: DRIVE, drive: offered }]);
      } catch (error) {
        if (!(mongoError(error) instanceof UniqueViolation)) throw error;
      }
      return stored();
    });
  }

  fact(name: string): Promise<string | null> {
    return this.run(async () => (await this.facts.findById(name).lean<DriveFactDocument>())?.value ?? null);
  }

  setFact(name: string, value: string): Promise<void> {
    const write = () => this.facts.updateOne({ _id: name }, { $set: { value } }, { upsert: true });
    return this.run(async () => {
      // Another process may insert the document at the same time.
      await write().catch((error: unknown) => (mongoError(error) instanceof UniqueViolation ? write() : Promise.reject(error as Error)));
    });
  }

  /** The database server manages its own disk. */
  async keepReserve(): Promise<boolean> {
    return false;
  }

  now(): Promise<Date> {
    return this.run(() => this.database.now());
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(imagesMigrations, work);
  }
}
