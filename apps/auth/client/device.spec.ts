import { describe, expect, it } from 'vitest';

import { deviceName } from './device.js';

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0';

describe('deviceName', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0', 'Firefox on Linux'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome on Windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/141.0.0.0`, 'Edge on Windows'],
    [`Mozilla/5.0 (Linux; Android 15) ${CHROME} Mobile Safari/537.36`, 'Chrome on Android'],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${APPLE} Version/18.0 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
    [`Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) ${APPLE} FxiOS/144.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPad'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/18.0 Safari/605.1.15`, 'Safari on macOS'],
    ['curl/8.5.0', 'curl 8.5'],
    ['rclone/v1.68', 'rclone'],
    ['python-requests/2.32.3', 'python-requests 2.32'],
    ['', 'Unknown device'],
    [undefined, 'Unknown device'],
    ['\u001b[31mred\u0000/1.0', '[31mred 1.0'],
    ['x'.repeat(5000), 'x'.repeat(60)],
  ])('%j', (userAgent, name) => expect(deviceName(userAgent)).toBe(name));
});
