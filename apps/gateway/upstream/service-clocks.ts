import { clockDifference, type ClockTime } from '#libs/domain/drive/clock.js';

import type { Service } from './transport.js';

/** Compares the clocks of auth and media with the clock of the gateway and with each other, by the header `Date` of their answers. */
export class ServiceClocks {
  /** Milliseconds by which the clock of a service was ahead at its latest answer. */
  private readonly ahead = new Map<Service, number>();

  /**
   * @param date the header `Date` of an answer of the service
   * @param at the time of the gateway when it was answered
   * @returns which clocks differ and by how many seconds, or null
   */
  compare(service: Service, date: string | undefined, at: Date): string | null {
    const time = new Date(date ?? NaN);
    if (Number.isNaN(time.getTime())) return null;
    this.ahead.set(service, time.getTime() - at.getTime());
    const others = [...this.ahead].filter(([name]) => name !== service);
    const references: ClockTime[] = [
      { of: 'this machine', time: at },
      ...others.map(([of, ahead]) => ({ of, time: new Date(at.getTime() + ahead) })),
    ];
    return (
      references.map((reference) => clockDifference({ of: service, time }, reference)).find((difference) => difference !== null) ?? null
    );
  }
}
