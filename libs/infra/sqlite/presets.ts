import { PresetRepository, type OwnPreset } from '#libs/ports/preset-repository.js';

import type { SqliteDatabase } from './database.js';

export class SqlitePresetRepository extends PresetRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async list(owner: string): Promise<OwnPreset[]> {
    const rows = this.database.all('SELECT name, modifiers FROM presets WHERE owner = ? ORDER BY name', owner);
    return rows.map((row) => ({ name: row['name'] as string, modifiers: row['modifiers'] as string }));
  }

  async set(owner: string, { name, modifiers }: OwnPreset): Promise<void> {
    await this.database.writeOne('INSERT OR REPLACE INTO presets (owner, name, modifiers) VALUES (?, ?, ?)', owner, name, modifiers);
  }

  async remove(owner: string, name: string): Promise<boolean> {
    const sql = 'DELETE FROM presets WHERE owner = ? AND name = ? RETURNING name';
    return (await this.database.writeOneUsingReserve(sql, owner, name)).length > 0;
  }

  async removeAll(owner: string): Promise<number> {
    return (await this.database.writeOneUsingReserve('DELETE FROM presets WHERE owner = ? RETURNING name', owner)).length;
  }
}
