// Loaded before an app of a test: looks names up in the file that TEST_HOSTS names, as a container's own name server does, each time anew.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { lookup } = dns;

dns.lookup = (hostname, options, callback) => {
  const addresses = JSON.parse(readFileSync(process.env.TEST_HOSTS, 'utf8'))[hostname];
  if (!addresses) return lookup(hostname, options, callback);
  const answer = callback ?? options;
  if (addresses.length === 0) {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname });
    setImmediate(answer, error);
  } else if (options.all)
    setImmediate(() =>
      answer(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      ),
    );
  else setImmediate(() => answer(null, addresses[0], 4));
};
syncBuiltinESMExports();
