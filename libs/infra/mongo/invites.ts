import type { Model } from 'mongoose';

import { InviteRepository, type Invite } from '#libs/ports/invite-repository.js';

import { authMigrations, inviteSchema, type InviteDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { is } from './schema.js';

export class MongoInviteRepository extends InviteRepository {
  private readonly invites: Model<InviteDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.invites = database.model('Invite', inviteSchema);
  }

  async insert({ tokenHash, ...invite }: Invite): Promise<void> {
    await this.run(() => this.invites.create([{ _id: tokenHash, ...invite }]));
  }

  find(tokenHash: string): Promise<Invite | null> {
    return this.run(async () => {
      const document = await this.invites.findOne({ _id: is(tokenHash) }).lean<InviteDocument>();
      return document && inviteOf(document);
    });
  }

  list(at: Date): Promise<Invite[]> {
    const open = { expiresAt: { $gt: at }, usedAt: null };
    return this.run(async () => (await this.invites.find(open).sort({ expiresAt: 1, _id: 1 }).lean<InviteDocument[]>()).map(inviteOf));
  }

  redeem(tokenHash: string, at: Date): Promise<boolean> {
    return this.run(async () => {
      const free = { _id: is(tokenHash), usedAt: null, expiresAt: { $gt: at } };
      return (await this.invites.updateOne(free, { $set: { usedAt: at } })).matchedCount > 0;
    });
  }

  async undoRedeem(tokenHash: string, redeemedAt: Date): Promise<void> {
    await this.run(() => this.invites.updateOne({ _id: is(tokenHash), usedAt: redeemedAt }, { $set: { usedAt: null } }));
  }

  remove(tokenHash: string): Promise<boolean> {
    return this.run(async () => (await this.invites.deleteOne({ _id: is(tokenHash), usedAt: null })).deletedCount > 0);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function inviteOf({ _id: tokenHash, createdAt, expiresAt, usedAt }: InviteDocument): Invite {
  return { tokenHash, createdAt, expiresAt, usedAt };
}
