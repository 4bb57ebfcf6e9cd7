// Loaded before an app of a test: its clock is ahead by the seconds that TEST_CLOCK_AHEAD says, or behind by a negative number.
import { ServerResponse } from 'node:http';

const RealDate = Date;
const ahead = Number(process.env.TEST_CLOCK_AHEAD) * 1000;
const now = () => RealDate.now() + ahead;

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
