const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const taken = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Formats times in the time zone and language of the browser. Camera times (UTC) keep the camera's clock. */
export function showTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const format = time.dataset['zone'] === 'UTC' ? taken : 'day' in time.dataset ? day : moment;
    time.textContent = format.format(at);
  }
}
