// A process that attacks a drive until it is ended: node bench/attacks/attacker.mjs NAME, with what it needs as JSON in ATTACK.
// Its connections come from an address of their own. It prints a line once everything is under way.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** Milliseconds between two bytes of those that send slowly. */
const DRIBBLE = 1_000;

const { url, token, path, files, accounts, localAddress } = JSON.parse(process.env.ATTACK);
const { hostname: host, port } = new URL(url);
const session = `Authorization: Bearer ${token}\r\n`;
const json = 'Content-Type: application/json\r\n';

const head = (line, headers) => `${line} HTTP/1.1\r\nHost: ${host}:${port}\r\n${headers}`;
const request = (line, headers, body = '') =>
  Buffer.concat([Buffer.from(`${head(line, headers)}Content-Length: ${body.length}\r\n\r\n`), Buffer.from(body)]);

/** How many of each, what each sends first, and what it does with its connection then. */
const ATTACKS = {
  'half-bodies': {
    count: 3_000,
    first: () => `${head('POST /api/auth/login', json)}Content-Length: 9000\r\n\r\n{"name":"${'x'.repeat(4_000)}`,
  },
  'slow-heads': { count: 500, first: () => head('GET /login', 'X-A: '), after: dribble },
  'slow-readers': { count: 500, first: () => request(`GET ${path}`, session), after: (socket) => void socket.pause() },
  dribblers: { count: 300, first: () => `${head('POST /api/images', session)}Content-Length: 5000000\r\n\r\n`, after: dribble },
  'directory-bombs': { count: 15, first: upload },
  bombs: { count: 20, first: upload },
  'log-ins': { count: 200, first: logIn },
};

const { count, first, after } = ATTACKS[process.argv[2]];
let open = 0;
let told = false;
for (let n = 0; n < count; n++) begin(n);

/** One connection; when it ends, the next takes its place. */
function begin(n) {
  const socket = connect({ host, port: Number(port), localAddress });
  let timer;
  socket.on('error', () => undefined);
  socket.once('connect', () => {
    socket.write(first(n));
    if (after) timer = after(socket);
    else socket.resume();
    if (++open >= count && !told) told = Boolean(process.stdout.write('under way\n'));
  });
  // Those that are answered on a connection that is kept begin anew as well.
  if (!after) socket.once('data', () => socket.destroy());
  socket.once('close', () => {
    clearInterval(timer);
    setTimeout(() => begin(n), 100);
  });
}

function dribble(socket) {
  socket.resume();
  return setInterval(() => socket.write('x'), DRIBBLE);
}

/** Files of few bytes that take long to look at or to decode; bytes behind their end make each another one. */
function upload(n) {
  const bytes = Buffer.concat([readFileSync(files[n % files.length]), Buffer.from(String(Math.random()))]);
  return request('POST /api/images', `${session}Content-Type: application/octet-stream\r\n`, bytes);
}

/** Right passwords, each of which costs a whole hash. */
function logIn(n) {
  return request('POST /api/auth/login', json, JSON.stringify(accounts[n % accounts.length]));
}
