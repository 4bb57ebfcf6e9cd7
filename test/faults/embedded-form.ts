import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { DataDir } from '../harness/drive/data-dir.js';
import { DriveGroup } from '../harness/drive/drive-group.js';
import { descendants } from '../harness/drive/processes.js';
import { noDisks, openDisks, type SmallDisks } from '../harness/drive/small-disks.js';
import type { Random } from '../harness/images/random.js';
import type { Fault, Form } from './form.js';
import { RowReader } from './row-reader.js';
import { CLOCK_SHIFTS, COMPILED, MEDIA_POINTS, preload, WORKER_POINTS } from './points.js';
import { Site } from './site.js';

/** Maintenance runs all the time, and what is left over is young for some seconds only. */
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '5', ...COMPILED };
/** Megabytes of the disks that can be filled. */
const DISKS = { db: 96, objects: 256, tmp: 96 } as const;
/** Milliseconds that a drive has to die at its point. */
const DEATH_LIMIT = 4_000;
/** So many steps does the way of a few pictures have. */
const STEPS = 120;

interface Life {
  env?: Record<string, string>;
  preload?: string;
}

/** The whole drive in one process, on disks of its own where they can be had. */
export class EmbeddedForm implements Form {
  readonly name = 'embedded';
  readonly site = new Site();
  readonly faults: readonly Fault[];
  readonly folder: DataDir;
  private readonly rows: RowReader;
  private drive: DriveGroup;
  private readonly crashes: string[] = [];

  private constructor(
    private readonly root: string,
    private readonly disks: SmallDisks | null,
    private readonly life: Life,
  ) {
    this.folder = new DataDir(disks ? disks.at(root) : root);
    this.rows = new RowReader(disks?.wrapper ?? [], join(root, 'db', 'media.db'));
    this.faults = [...this.deaths(), ...(disks ? this.fullDisks() : [])];
    this.drive = this.spawn({});
  }

  /** @param life what every life of the drive begins with */
  static async start(life: Life = {}): Promise<EmbeddedForm> {
    const root = await mkdtemp(join(tmpdir(), 'shoebox-faults-'));
    if (noDisks) console.warn(`left out: full disks, for ${noDisks}`);
    const sizes = Object.entries(DISKS).map(([name, size]) => [join(root, name), size] as const);
    const form = new EmbeddedForm(root, noDisks ? null : await openDisks(Object.fromEntries(sizes)), life);
    await form.open();
    return form;
  }

  readonly stored = {
    rows: () => this.rows.read(),
    objects: async () => (await this.folder.objects()).filter((key) => !key.endsWith('.json')),
  };

  async restored(): Promise<string[]> {
    if (this.drive.crashed) {
      this.crashes.push(this.drive.lines.slice(-20).join('\n'));
      this.site.shut();
      await this.up();
    }
    return this.crashes.splice(0);
  }

  async close(): Promise<void> {
    await this.drive.kill();
    this.rows.close();
    await this.disks?.close();
    await rm(this.root, { recursive: true, force: true });
  }

  private spawn({ env, preload: module }: Life): DriveGroup {
    const at = (name: string) => join(this.root, name);
    const disks = {
      SHOEBOX_DATABASE_URL: `sqlite:${at('db')}`,
      SHOEBOX_STORAGE_URL: `file:${at('objects')}`,
      SHOEBOX_TMP_DIR: at('tmp'),
    };
    return new DriveGroup({
      dataDir: this.root,
      env: { ...ENV, ...disks, ...this.life.env, ...env },
      wrapper: this.disks?.wrapper ?? [],
      nodeOptions: [this.life.preload, module].flatMap((one) => (one ? [`--import=${one}`] : [])),
    });
  }

  /** Waits until the drive that was spawned is ready. */
  private async open(): Promise<void> {
    const url = await this.drive.url;
    if (!url) throw new Error(`the drive did not start:\n${this.drive.lines.join('\n')}`);
    this.site.open(url);
  }

  private readonly up = async (): Promise<void> => {
    this.drive = this.spawn({});
    await this.open();
  };

  private async kill(): Promise<void> {
    if (this.drive.crashed) this.crashes.push(this.drive.lines.slice(-20).join('\n'));
    this.site.shut();
    await this.drive.kill();
  }

  /** Lets it live in another way, from a kill to a kill. */
  private async live(life: Life): Promise<void> {
    await this.kill();
    this.drive = this.spawn(life);
    const url = await this.drive.url;
    if (url) this.site.open(url);
  }

  /** Lets it live until it dies at its point, or long enough to see that it does not pass there. */
  private async liveUntilDeath(life: Life): Promise<() => Promise<void>> {
    await this.live(life);
    const died = this.drive.end();
    await Promise.race([died, wait(DEATH_LIMIT)]);
    return this.again;
  }

  private readonly again = async (): Promise<void> => {
    await this.kill();
    await this.up();
  };

  private deaths(): Fault[] {
    const drive = (name: string, inject: Fault['inject']): Fault => ({ name, target: 'drive', inject });
    const point = (names: readonly string[]) => (random: Random) =>
      this.liveUntilDeath({
        env: { DIE_AT_POINT: random.pick(names), DIE_AT_TIME: String(random.int(1, 3)) },
        preload: preload('die-at-point'),
      });
    return [
      drive('kill', async () => {
        await this.kill();
        return this.up;
      }),
      drive('kill while it starts', async (random) => {
        await this.kill();
        this.drive = this.spawn({});
        await wait(random.int(0, 600));
        await this.drive.kill();
        return this.up;
      }),
      drive('kill at a step', (random) =>
        this.liveUntilDeath({ env: { DIE_AT: String(random.int(1, STEPS)) }, preload: preload('die-at') }),
      ),
      drive('kill at a point of an upload or a removal', point(MEDIA_POINTS)),
      drive('kill at a point of a job', point(WORKER_POINTS)),
      drive('restart', async () => {
        this.site.shut();
        await this.drive.stop();
        return this.up;
      }),
      drive('stand still', async (random) => {
        const { pid } = this.drive;
        process.kill(pid, 'SIGSTOP');
        await wait(random.int(200, 2_500));
        return async () => void process.kill(pid, 'SIGCONT');
      }),
      drive('wrong clock', async (random) => {
        await this.live({ env: { CLOCK_SHIFT_MS: String(random.pick(CLOCK_SHIFTS)) }, preload: preload('shift-clock') });
        return this.again;
      }),
      {
        name: 'kill a decoder child',
        target: 'child',
        inject: async (random) => {
          const children = descendants(this.drive.pid);
          if (children.length > 0) kill(random.pick(children));
          return async () => undefined;
        },
      },
    ];
  }

  private fullDisks(): Fault[] {
    return Object.keys(DISKS).map((name) => ({
      name: `full disk of ${name}`,
      target: `disk ${name}`,
      inject: async () => {
        await this.disks!.fill(join(this.root, name));
        return () => this.disks!.empty(join(this.root, name));
      },
    }));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
