import { describe, expect, it } from 'vitest';

import { describeSearch } from './describe-search.js';
import { parseSearch, within } from './search.js';

/** A Wednesday. */
const NOW = new Date('2026-11-25T13:00:00Z');

describe('parseSearch and describeSearch', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['beach', 'name has “beach”'],
    ['Beach sun.jpg', 'name has “Beach” and “sun.jpg”'],
    ['"june 2019"', 'name has exactly “june 2019”'],
    ['"never closed', 'name has exactly “never closed”'],
    ['%', 'name has exactly “%”'],
    ['2019', 'taken in 2019'],
    ['2019-06', 'taken in June 2019'],
    ['2019-6', 'taken in June 2019'],
    ['2019-06-15', 'taken on 15 June 2019'],
    ['2019-06-31', 'name has “2019-06-31”'],
    ['2019-13', 'name has “2019-13”'],
    ['0042', 'name has “0042”'],
    ['1234', 'name has “1234”'],
    ['1826', 'taken in 1826'],
    ['2027', 'taken in 2027'],
    ['2028', 'name has “2028”'],
    ['2018..2020', 'taken from 2018 to 2020'],
    ['2018-03..2020-04-05', 'taken from 1 March 2018 to 5 April 2020'],
    ['2018..', 'taken since 1 January 2018'],
    ['..2020', 'taken before 1 January 2021'],
    ['..', 'name has exactly “..”'],
    ['2018..x', 'name has “2018..x”'],
    ['june', 'taken in June of any year'],
    ['June beach', 'name has “beach”, taken in June of any year'],
    ['june 2019', 'taken in June 2019'],
    ['2019 june', 'taken in June 2019'],
    ['jun 2019', 'taken in June 2019'],
    ['sept, 2019', 'taken in September 2019'],
    ['jun', 'name has “jun”'],
    ['mar', 'name has “mar”'],
    ['15 june 2019', 'taken on 15 June 2019'],
    ['June 15, 2019', 'taken on 15 June 2019'],
    ['31 june 2019', 'name has “31”, taken in June 2019'],
    ['today', 'taken on 25 November 2026'],
    ['yesterday', 'taken on 24 November 2026'],
    ['this week', 'taken from 23 November 2026 to 29 November 2026'],
    ['last week', 'taken from 16 November 2026 to 22 November 2026'],
    ['last month', 'taken in October 2026'],
    ['last year', 'taken in 2025'],
    ['last supper', 'name has “last” and “supper”'],
    ['png', 'type PNG'],
    ['type:heic', 'type HEIC'],
    ['PNG jpg', 'type PNG or type JPEG'],
    ['type:psd', 'type “psd”, which no picture has'],
    ['constructor', 'name has “constructor”'],
    ['type:constructor', 'type “constructor”, which no picture has'],
    ['failed', 'can’t be shown'],
    ['album:Rome 2019', 'taken in 2019, in the album “Rome”'],
    ['album:"Rome 2019"', 'in the album “Rome 2019”'],
    ['beach "a b" june 2019 heic failed', 'name has “beach”, name has exactly “a b”, taken in June 2019, type HEIC, can’t be shown'],
  ])('%j: %s', (text, words) => expect(describeSearch(parseSearch(text, NOW))).toBe(words));

  it.each([
    ['2026-11-23T00:00:00Z', '2026-11-16', '2026-11-23'],
    ['2026-11-29T23:59:59Z', '2026-11-16', '2026-11-23'],
    ['2026-01-01T12:00:00Z', '2025-12-22', '2025-12-29'],
  ])('last week at %s', (now, from, to) => {
    expect(parseSearch('last week', new Date(now)).spans).toEqual([{ from: new Date(from), to: new Date(to) }]);
  });

  it('last month in January', () => {
    expect(describeSearch(parseSearch('last month', new Date('2026-01-31T00:00:00Z')))).toBe('taken in December 2025');
  });
});

it('within returns the intersection of spans', () => {
  expect(within(parseSearch('2018.. ..2020 2019-06', NOW).spans)).toEqual({ from: new Date('2019-06-01'), to: new Date('2019-07-01') });
  expect(within([])).toEqual({});
});
