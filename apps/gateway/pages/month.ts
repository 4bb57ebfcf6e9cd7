import { notFound } from './http/owner.guard.js';

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The first moment of a month such as 2019-06. @throws Problem NOT_FOUND when it is none */
export function monthStart(month: string): string {
  if (!MONTH.test(month)) throw notFound();
  return `${month}-01T00:00:00.000Z`;
}

/** The first moment after a month; undefined where none is given, and after the last that can be written. @throws Problem NOT_FOUND */
export function monthEnd(month: unknown): string | undefined {
  if (month === undefined) return undefined;
  const end = new Date(monthStart(String(month)));
  end.setUTCMonth(end.getUTCMonth() + 1);
  return end.getUTCFullYear() > 9999 ? undefined : end.toISOString();
}
