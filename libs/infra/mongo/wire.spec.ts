import { expect, it } from 'vitest';

import { imageRow, minute } from '#libs/ports/image-fixture.contract.js';

import { MongoCommands } from '../../../test/harness/servers/mongo-commands.js';
import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { TcpProxy } from '../../../test/harness/servers/tcp-proxy.js';
import { MongoAuthDatabase } from './auth-database.js';
import { MongoMediaDatabase } from './media-database.js';

const WRITES = ['insert', 'update', 'delete', 'findAndModify', 'createIndexes'];
describeOn('on a real server', [await realServer('mongo')], (server) => {
  it('MongoDB gets durable writes only, and no command that a standalone server lacks', async () => {
    const commands = new MongoCommands();
    const proxy = await TcpProxy.open(server!, commands.hear);
    const { by, drop } = ownDatabase(server!);
    const proxied = `${by(proxy.address)}&w=1&journal=false`;
    const [media, auth] = await Promise.all([MongoMediaDatabase.open(proxied), MongoAuthDatabase.open(proxied)]);
    await Promise.all([media, auth].map(connected));
    const { images, drive, maintenance } = media;
    const { users, sessions, rateLimits } = auth;
    const row = imageRow();
    await images.insert(row, { quota: 1e9 });
    await images.update(row.id, {}, { set: { crashCount: 1 } });
    await images.remove(row.id, {});
    await images.insert(row);
    await drive.driveId('one');
    await maintenance.forgetTombstones(minute(0));
    await media.check();
    await users.insert({ id: 'a', name: 'a', email: 'a', passwordHash: 'a', createdAt: minute(0) });
    await users.setPasswordHash('a', { from: 'a', to: 'b' });
    await users.remove('a');
    await rateLimits.noteEvent('a', minute(0));
    await sessions.removeAll('a');
    await auth.forgetExpired(minute(0));
    await rateLimits.forgetEvents(minute(0));
    await Promise.all([media, auth].map((one) => one.close()));
    await proxy.cut();
    await drop();

    const names = commands.heard.map((command) => Object.keys(command)[0]!);
    expect(names).toEqual(expect.arrayContaining(WRITES));
    const writes = commands.heard.filter((_, i) => WRITES.includes(names[i]!));
    for (const write of writes) expect(write).toMatchObject({ writeConcern: { w: 'majority', j: true } });
    for (const command of commands.heard) {
      expect(command).not.toHaveProperty('startTransaction');
      expect(JSON.stringify(command)).not.toMatch(/changeStream|"mode":"secondary/);
    }
  });
});
