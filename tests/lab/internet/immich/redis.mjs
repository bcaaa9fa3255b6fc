// The cache must answer before the server does; only a PING is ever sent.
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const host = process.env.REDIS_HOSTNAME ?? 'redis';
const port = Number(process.env.REDIS_PORT ?? 6379);

export async function waitForRedis(attempts = 60) {
  for (let left = attempts; left > 0; left -= 1) {
    if (await pings()) return;
    await pause(500);
  }
  throw new Error(`connect ECONNREFUSED redis at ${host}:${port}`);
}

function pings() {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write('PING\r\n'));
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
  });
}
