import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';
import { changedRowsContract } from '#libs/ports/changed-rows.contract.js';
import { mediaDatabaseContract } from '#libs/ports/databases.contract.js';
import { driveRepositoryContract } from '#libs/ports/drive-repository.contract.js';
import { imageMaintenanceContract } from '#libs/ports/image-maintenance.contract.js';
import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';
import { mediaAuditContract } from '#libs/ports/media-audit.contract.js';
import { quotaRepositoryContract } from '#libs/ports/quota-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoMediaDatabase } from './media-database.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  const open = async () => {
    const { url, drop } = ownDatabase(server!);
    const database = await connected(await MongoMediaDatabase.open(url));
    const close = async () => {
      await database.close();
      await drop();
    };
    return { database, close };
  };

  mediaDatabaseContract('MongoMediaDatabase', open);
  imageRepositoryContract('MongoImageRepository', open);
  imageMaintenanceContract('MongoImageMaintenance', open);
  mediaAuditContract('MongoMediaAudit', open);
  quotaRepositoryContract('MongoQuotaRepository', open);
  driveRepositoryContract('MongoDriveRepository', open);
  albumRepositoryContract('MongoAlbumRepository', open);
  changedRowsContract('MongoChangedRows', open);
  shareRepositoryContract('MongoShareRepository', open);
  rateLimitRepositoryContract('MongoRateLimitRepository in media', open);
});
