import type { Redis } from 'ioredis';

import { SHARES, type JobPriority } from '#libs/ports/job-queue.js';

/** BullMQ runs the smallest priority first, and knows none above this. */
const MAX_PRIORITY = 2 ** 21 - 1;
/** Seconds for which the rounds of a queue are kept that has no work. */
const ROUNDS_TTL = 86_400;

/**
 * FairQueue's `push` in Redis: gives a job its round, which is its priority in BullMQ. KEYS: the waiting jobs, the rounds (`now`, and the next
 * one of each flow), the job. ARGV: flow, after, every, the highest round. Returns -1 for a job that is there already: it keeps its round.
 */
const TAKE_ROUND = `
if KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then return -1 end
if redis.call('ZCARD', KEYS[1]) == 0 then redis.call('DEL', KEYS[2]) end
local now = tonumber(redis.call('HGET', KEYS[2], 'now') or 0)
local round = math.max(now + tonumber(ARGV[2]), tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0))
redis.call('HSET', KEYS[2], ARGV[1], round + tonumber(ARGV[3]))
redis.call('EXPIRE', KEYS[2], ${ROUNDS_TTL})
return math.min(round, tonumber(ARGV[4]))`;

/** FairQueue's `shift`: the round of a job that begins is now. KEYS: the rounds. ARGV: the round. */
const BEGIN_ROUND = `
if tonumber(redis.call('HGET', KEYS[1], 'now') or 0) >= tonumber(ARGV[1]) then return end
redis.call('HSET', KEYS[1], 'now', ARGV[1])
redis.call('EXPIRE', KEYS[1], ${ROUNDS_TTL})`;

/** The rounds of a FairQueue whose entries are the jobs of a BullMQ queue: the priority of a job is its round plus one. */
export class Rounds {
  /** @param key the name of a key of the queue in Redis */
  constructor(
    private readonly connection: Redis,
    private readonly key: (name: string) => string,
  ) {}

  /** The round in which a job of this owner runs; -1 when the job is there already. */
  async take(owner: string, priority: JobPriority, jobId?: string): Promise<number> {
    const { after, every } = SHARES[priority];
    const keys = [this.key('prioritized'), this.key('rounds'), ...(jobId ? [this.key(jobId)] : [])];
    const flow = `${owner}/${priority}`;
    return (await this.connection.eval(TAKE_ROUND, keys.length, ...keys, flow, after, every, MAX_PRIORITY - 1)) as number;
  }

  /** A job of this round begins. */
  async begin(round: number): Promise<void> {
    await this.connection.eval(BEGIN_ROUND, 1, this.key('rounds'), round);
  }
}
