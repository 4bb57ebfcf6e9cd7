// Loaded before an app of a test: its clock is ahead by the seconds that TEST_CLOCK_AHEAD says, or behind by a negative number. With
// TEST_CLOCK_SPEED it runs that many times as fast from the time TEST_CLOCK_SINCE on (milliseconds), when all such clocks are right.
import { ServerResponse } from 'node:http';

const RealDate = Date;
const { TEST_CLOCK_AHEAD = '0', TEST_CLOCK_SPEED = '1', TEST_CLOCK_SINCE = '0' } = process.env;
const [ahead, speed, since] = [Number(TEST_CLOCK_AHEAD) * 1000, Number(TEST_CLOCK_SPEED), Number(TEST_CLOCK_SINCE)];
const now = () => since + Math.round((RealDate.now() - since) * speed) + ahead;

// Mongoose looks at the name.
globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
  static now = now;
};

// Node writes the header Date by a Date of its own.
const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (...given) {
  if (!this.hasHeader('date')) this.setHeader('date', new Date().toUTCString());
  return writeHead.apply(this, given);
};
