/** A name that stands for modifiers in the image addresses of one person. */
export interface OwnPreset {
  name: string;
  /** As they were written, without underscores around them. */
  modifiers: string;
}

/** The presets of all people. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`. */
export abstract class PresetRepository {
  /** By name. */
  abstract list(owner: string): Promise<OwnPreset[]>;
  /** Adds the preset, or replaces the one of its name. */
  abstract set(owner: string, preset: OwnPreset): Promise<void>;
  /** @returns false when this owner has no such preset */
  abstract remove(owner: string, name: string): Promise<boolean>;
  /** Removes all presets of the owner. @returns how many */
  abstract removeAll(owner: string): Promise<number>;
}
