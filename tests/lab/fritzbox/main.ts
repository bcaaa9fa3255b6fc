// The router as a device with pages and an interface: what a FRITZ!Box answers on the LAN without a login. Runs inside iah-router.
// Surprise: its settings are read anew for each question, so that nothing is started again when the person changes them.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { addresses } from '../names.ts';
import { routerSettings } from '../router/settings.ts';
import { call } from './control.ts';
import { boxInfo, connectionDescription, controlPath, igdDescription, loginPage, tr64Description } from './pages.ts';
import { answerSearches } from './search.ts';

const mostBytes = 65_536;
const descriptions: Readonly<Record<string, string>> = {
  '/tr64desc.xml': tr64Description,
  '/igddesc.xml': igdDescription,
  '/igdconnSCPD.xml': connectionDescription,
};

/** Port 80: the login page for whoever comes, and who the box is for its maker's update check. */
const pages: RequestListener = ({ url = '/' }, response) => {
  if (url === '/jason_boxinfo.xml') say(response, 200, 'text/xml', boxInfo);
  else if (url === '/') say(response, 200, 'text/html; charset=utf-8', loginPage);
  else say(response, 404, 'text/html', '<html><head><title>404 Not Found</title></head></html>');
};

const interfaces: RequestListener = (request, response) => {
  const { url = '/', method = '' } = request;
  const known = descriptions[url];
  // TR-064 is a setting of its own: the box says who it is even where devices may not ask for its state.
  if (routerSettings().upnp === 'off' && url !== '/tr64desc.xml') say(response, 404, 'text/html', '');
  else if (method === 'GET' && known !== undefined) say(response, 200, 'text/xml', known);
  else if (method === 'POST' && url === controlPath) void control(request, response);
  else say(response, 404, 'text/html', '');
};

async function control(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asker = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const action = [request.headers['soapaction'] ?? ''].join().replace(/^"|"$/g, '');
  const { status, body } = await call(asker, action, await textOf(request));
  say(response, status, 'text/xml; charset="utf-8"', body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > mostBytes) request.destroy();
  }
  return text;
}

function say(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function listen(listener: RequestListener, port: number): Promise<void> {
  const server = createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, addresses.router, resolve);
  });
}

await Promise.all([listen(pages, 80), listen(interfaces, 49_000), answerSearches()]);
process.stdout.write('the box answers\n');
