import { Inject, Injectable } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import { MAX_PRESETS, PRESET_NAME, type Preset } from '#libs/api/signed-address.js';
import { BadTransform } from '#libs/domain/transform/modifiers.js';
import { checkPresets, type Presets } from '#libs/domain/transform/presets.js';
import { PresetRepository } from '#libs/ports/preset-repository.js';

import { PRESETS } from '../resources/media-resources.js';

const noSuchPreset = () => new Problem('NOT_FOUND', 'You have no such preset. It may have been deleted already.');

/** The presets of each person, which come before those of the drive: what a page shows must not change with a setting of the drive. */
@Injectable()
export class PresetsService {
  constructor(
    private readonly repository: PresetRepository,
    @Inject(PRESETS) private readonly ofDrive: Presets,
  ) {}

  /** Those that the addresses of this owner's images may name. */
  async of(owner: string): Promise<Presets> {
    const own = await this.repository.list(owner);
    return new Map([...this.ofDrive, ...own.map(({ name, modifiers }): [string, string] => [name, modifiers])]);
  }

  /** The person's own, by name. */
  list(owner: string): Promise<Preset[]> {
    return this.repository.list(owner);
  }

  /**
   * Adds a preset of this person, or replaces the one of its name.
   * @param modifiers with or without underscores around them
   * @throws Problem BAD_REQUEST for what can’t be a name, BAD_TRANSFORM, TOO_MANY_PRESETS
   */
  async set(owner: string, name: string, modifiers: string): Promise<Preset> {
    if (!PRESET_NAME.test(name)) {
      throw new Problem(
        'BAD_REQUEST',
        'The name of a preset has at most 32 lower-case letters, digits and hyphens, and begins with a letter.',
      );
    }
    const preset = { name, modifiers: modifiers.replace(/^_|_$/g, '') };
    this.check(preset);
    const isNew = !(await this.repository.list(owner)).some((other) => other.name === name);
    await this.repository.set(owner, preset);
    // After the change, so that simultaneous requests can't exceed the limit.
    if (isNew && (await this.repository.list(owner)).length > MAX_PRESETS) {
      await this.repository.remove(owner, name);
      throw new Problem('TOO_MANY_PRESETS', `You can have ${MAX_PRESETS} presets. Delete one that no address uses any more.`);
    }
    return preset;
  }

  /** @throws Problem NOT_FOUND */
  async remove(owner: string, name: string): Promise<void> {
    if (!(await this.repository.remove(owner, name))) throw noSuchPreset();
  }

  private check({ name, modifiers }: Preset): void {
    try {
      checkPresets(new Map([[name, modifiers]]));
    } catch (error) {
      throw error instanceof BadTransform ? new Problem('BAD_TRANSFORM', error.message) : error;
    }
  }
}
