import { setTimeout as wait } from 'node:timers/promises';

import type { ImageList } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import type { Random } from '../harness/images/random.js';
import { until } from '../harness/http/until.js';
import { FINDINGS, judge, judgeStored, merge, type Verdict } from './checker.js';
import type { Fault, Form } from './form.js';
import { gallery } from './gallery.js';
import { Ledger, type Entry } from './ledger.js';
import { Phases } from './phases.js';
import { Reader } from './reader.js';
import { Uploader } from './uploader.js';

export interface CampaignOptions {
  random: Random;
  /** How long, or how many groups of faults. */
  minutes?: number;
  groups?: number;
  /** Where ledgers are kept. */
  folder: string;
  /** The highest number of faults at the same time. */
  atOnce: number;
  /** How often something breaks and is mended before the checker looks. */
  bursts: number;
  /** How many uploads are answered between two groups. */
  calm: number;
  log?: (line: string) => void;
}

const ACCOUNTS = 2;
const UPLOADERS = 4;
/** Milliseconds between two pictures of one client, at most. */
const PAUSE = 300;
/** Milliseconds in which everybody must have an answer, and every picture its sizes, once all is mended. */
const RECOVERY_LIMIT = 90_000;
/** Milliseconds in which maintenance must have removed what is left over. */
const ORPHANS_LIMIT = 120_000;
/** Every so many groups it is waited for that. */
const ORPHANS_EVERY = 10;

/** Clients at work on a drive, faults in groups, and the checker after each group. */
export class Campaign {
  faults = 0;
  readonly recoveries: number[] = [];
  readonly counts = new Map<string, number>();
  private orphansBefore = 0;
  private blocked = 0;
  private readonly findings: Verdict[] = [];
  private readonly crashes: string[] = [];
  private checkedUntil = 0;

  private constructor(
    private readonly form: Form,
    private readonly options: CampaignOptions,
    private readonly accounts: readonly { client: Client; ledger: Ledger }[],
    private readonly uploaders: readonly Uploader[],
    private readonly readers: readonly Reader[],
  ) {}

  static async run(form: Form, options: CampaignOptions): Promise<Campaign> {
    const picture = await gallery();
    const { random, folder } = options;
    const accounts: { client: Client; ledger: Ledger }[] = [];
    for (let index = 0; index < ACCOUNTS; index++) {
      const client = await form.site.insist((url) => Client.signUp(url));
      accounts.push({ client, ledger: new Ledger(`${folder}/${form.name}-${index}.ndjson`) });
    }
    const readers = accounts.map(({ client, ledger }) => new Reader(form.site, client, ledger, random.fork()));
    const uploaders = accounts.flatMap(({ client, ledger }) =>
      Array.from({ length: UPLOADERS }, () => new Uploader(form.site, client, ledger, random.fork(), { picture, pauseMs: PAUSE })),
    );
    const campaign = new Campaign(form, options, accounts, uploaders, readers);
    await campaign.run();
    return campaign;
  }

  get acked(): number {
    return this.accounts.reduce((sum, { ledger }) => sum + ledger.acked.length, 0);
  }

  /** All that is not as it should be, by kind, in sentences. */
  get wrong(): Record<string, string[]> {
    const { orphans, ...verdict } = merge(this.findings);
    const torn = this.readers.flatMap((reader) => reader.torn);
    const answers = this.uploaders.flatMap((uploader) => uploader.wrong);
    const all = { ...verdict, 'orphans after': orphans, torn, answers, crashes: this.crashes };
    return Object.fromEntries(Object.entries(all).filter(([, list]) => list.length > 0)) as Record<string, string[]>;
  }

  /** The figures in one line. */
  get summary(): string {
    const all = merge(this.findings);
    const torn = this.readers.reduce((sum, reader) => sum + reader.torn.length, 0);
    const sorted = this.recoveries.toSorted((a, b) => a - b);
    const percentile = (part: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
    const looks = this.readers.reduce((sum, reader) => sum + reader.looks, 0);
    const later = this.uploaders.flatMap((uploader) => [...uploader.later]);
    const again = [...Map.groupBy(later, ([status]) => status)].map(
      ([status, list]) => `${status}: ${list.reduce((sum, [, n]) => sum + n, 0)}`,
    );
    const slowest = Math.round(Math.max(...this.uploaders.map((uploader) => uploader.slowest)));
    return [
      `faults ${this.faults}`,
      `acked ${this.acked}`,
      `lost ${all.lost.length}`,
      `corrupt ${all.corrupt.length + torn}`,
      `doubled ${all.doubled.length}`,
      `orphans before/after ${this.orphansBefore}/${all.orphans.length}`,
      `stuck ${all.stuck.length}`,
      `risen ${all.risen.length}`,
      `zombie writes ${all.zombies.length}`,
      `blocked retries ${this.blocked}`,
      `recovery p50/p99/max ${percentile(0.5)}/${percentile(0.99)}/${percentile(1)} ms`,
      `seed ${this.options.random.seed}`,
      `read meanwhile ${looks}`,
      `slowest answer ${slowest} ms`,
      `asked again ${again.join(', ') || 'never'}`,
    ].join(' | ');
  }

  private async run(): Promise<void> {
    const { form, options } = this;
    const { groups = Infinity, minutes = Infinity, log = () => undefined } = options;
    const { site } = form;
    const working = Promise.all([...this.readers, ...this.uploaders].map((somebody) => somebody.work()));
    let failed = false;
    working.catch(() => (failed = true));
    const end = Date.now() + minutes * 60_000;
    for (let group = 1; group <= groups && Date.now() < end && !failed; group++) {
      const phases = new Phases();
      await site.answers(options.calm, 2_000);
      phases.end('calm');
      const last = group === groups || Date.now() + 20_000 > end;
      const names: string[] = [];
      for (let burst = 0; burst < options.bursts; burst++) names.push((await this.breakAndMend(phases)).join(' + '));
      await this.recover(phases);
      const isRound = group % ORPHANS_EVERY === 0 || last;
      const verdict = await this.check(last, isRound);
      phases.end('check');
      this.findings.push(verdict);
      const wrong = FINDINGS.filter((name) => verdict[name].length > 0);
      log(
        `${form.name} ${group}: ${names.join(', ')} | ${phases} | faults ${this.faults} | acked ${this.acked}` +
          wrong.map((name) => ` | ${name} ${verdict[name].slice(0, 3).join('; ')}`).join('') +
          this.uploaders
            .flatMap((uploader) => uploader.wrong.slice(0, 3))
            .map((text) => ` | ${text}`)
            .join(''),
      );
      if (last) break;
      site.faulty = false;
      site.resume();
    }
    site.close();
    await working;
  }

  /** Some faults at once, mended together. */
  private async breakAndMend(phases: Phases): Promise<string[]> {
    const { form, options } = this;
    const { random } = options;
    const group = this.draw();
    form.site.faulty = true;
    const mend: (() => Promise<void>)[] = [];
    for (const fault of group) {
      mend.push(await fault.inject(random));
      this.faults++;
      this.counts.set(fault.name, (this.counts.get(fault.name) ?? 0) + 1);
      await wait(random.int(0, 300));
    }
    phases.end('break');
    await form.site.answers(random.int(1, 6), 1_000);
    await Promise.all(mend.map((one) => one()));
    this.crashes.push(...(await form.restored()));
    phases.end('mend');
    return group.map(({ name }) => name);
  }

  private draw(): Fault[] {
    const { random, atOnce } = this.options;
    const group: Fault[] = [];
    for (let tries = random.int(1, atOnce); tries > 0; tries--) {
      const fault = random.pick(this.form.faults);
      if (!group.some(({ target, kind }) => target === fault.target || (kind && kind === fault.kind))) group.push(fault);
    }
    return group;
  }

  /** Waits until everybody has an answer and every picture its sizes. */
  private async recover(phases: Phases): Promise<void> {
    const { site } = this.form;
    const begun = performance.now();
    site.pause();
    this.blocked += await site.idle(RECOVERY_LIMIT);
    phases.end('answers');
    for (const { client } of this.accounts) {
      const processing = (url: string) => client.at(url).ask('GET', '/api/images?state=processing&limit=1');
      const isDone = async () => {
        const answer = await site.insist(processing);
        return answer.status === 200 && answer.json<ImageList>().items.length === 0 ? true : null;
      };
      await until(isDone, RECOVERY_LIMIT).catch((error: unknown) => this.options.log?.(String(error)));
    }
    phases.end('sizes');
    this.recoveries.push(performance.now() - begun);
  }

  /** @param all read every picture back, not only those of which something was heard since the last time */
  private async check(all: boolean, waitForOrphans: boolean): Promise<Verdict> {
    const { site, stored } = this.form;
    const since = this.checkedUntil;
    this.checkedUntil = Date.now();
    const read = ({ ackAt }: Entry) => all || (ackAt ?? 0) >= since - 5_000;
    const outside = await Promise.all(this.accounts.map(({ client, ledger }) => site.insist((url) => judge(client.at(url), ledger, read))));
    const inside = async () => {
      const objects = await stored.objects();
      return judgeStored(
        await stored.rows(),
        objects,
        this.accounts.map(({ ledger }) => ledger),
      );
    };
    let verdict = await inside();
    this.orphansBefore += verdict.orphans.length;
    if (!waitForOrphans) return merge([...outside, { ...verdict, orphans: [] }]);
    await until(async () => {
      verdict = await inside();
      return verdict.orphans.length === 0 ? true : null;
    }, ORPHANS_LIMIT).catch(() => undefined);
    return merge([...outside, verdict]);
  }
}
