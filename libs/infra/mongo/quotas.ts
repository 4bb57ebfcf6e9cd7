import type { Model } from 'mongoose';

import { QuotaRepository, type OwnQuota, type Usage } from '#libs/ports/quota-repository.js';

import type { MongoDatabase } from './database.js';
import { imageSchema, imagesMigrations, quotaSchema, type ImageDocument, type QuotaDocument } from './media.schema.js';
import { is } from './schema.js';

export class MongoQuotaRepository extends QuotaRepository {
  private readonly images: Model<ImageDocument>;
  private readonly quotas: Model<QuotaDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.images = database.model('Image', imageSchema);
    this.quotas = database.model('Quota', quotaSchema);
  }

  usage(owner: string): Promise<Usage> {
    return this.run(async () => {
      const [usage] = await this.images
        .aggregate<Usage>([
          { $match: { owner: is(owner), counted: true } },
          {
            $group: {
              _id: null,
              images: sumWhere('$trashed', 0, 1),
              bytes: { $sum: '$bytes' },
              trashed: sumWhere('$trashed', '$bytes', 0),
            },
          },
          { $project: { _id: 0 } },
        ])
        .hint('images_usage');
      return usage ?? { images: 0, bytes: 0, trashed: 0 };
    });
  }

  quotaOf(owner: string): Promise<OwnQuota | null> {
    return this.run(async () => {
      const found = await this.quotas.findById(is(owner)).lean<QuotaDocument>();
      return found && { bytes: found.bytes ?? null };
    });
  }

  async setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void> {
    const document: QuotaDocument = { _id: owner, ...(quota?.bytes != null && { bytes: quota.bytes }) };
    await this.run<unknown>(async () =>
      quota ? this.quotas.replaceOne({ _id: is(owner) }, document, { upsert: true }) : this.quotas.deleteOne({ _id: is(owner) }),
    );
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(imagesMigrations, work);
  }
}

/** Sums one of two values per document, depending on a field. */
function sumWhere(flag: string, value: unknown, otherwise: unknown) {
  return { $sum: { $cond: [flag, value, otherwise] } };
}
