const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const taken = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Shows moments, or their days, in the visitor's own zone and manner; what a camera's clock showed stays as it showed it. */
export function showTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const format = time.dataset['zone'] === 'UTC' ? taken : 'day' in time.dataset ? day : moment;
    time.textContent = format.format(at);
  }
}
