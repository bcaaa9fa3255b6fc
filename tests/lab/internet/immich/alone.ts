// The Immich stand-in without its containers: on a port of its own, with its tables in memory and its photos in a temporary folder.
// For tests that need an Immich to speak to and no lab.
// Surprise: it is the lab's own server, only the database is missing; nothing of it survives close().
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface App {
  listenerFor(server: { store: object; media: string; version: string }): RequestListener;
}
interface Store {
  storeOver(tables: object): object;
}
interface Tables {
  memoryTables(): object;
}

export interface ImmichAlone {
  /** http://127.0.0.1:… */
  readonly origin: string;
  close(): Promise<void>;
}

const part = async <T>(name: string): Promise<T> => (await import(new URL(name, import.meta.url).href)) as T;

export async function startImmich(port = 0): Promise<ImmichAlone> {
  const { listenerFor } = await part<App>('./app.mjs');
  const { storeOver } = await part<Store>('./store.mjs');
  const { memoryTables } = await part<Tables>('./tables.mjs');
  const media = mkdtempSync(join(tmpdir(), 'iah-immich-'));
  const server = createServer(listenerFor({ store: storeOver(memoryTables()), media, version: 'v3.2.4' }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(media, { recursive: true });
    },
  };
}
