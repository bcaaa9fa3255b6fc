// Stand-in for immich-machine-learning: answers its health check and holds its model cache; recognises nobody.
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:http';

accessSync('/cache', constants.W_OK);
createServer((request, response) => {
  const known = { '/': '{"message":"Immich ML"}', '/ping': 'pong' }[request.url ?? ''];
  response.writeHead(known ? 200 : 404).end(known ?? 'Not Found');
}).listen(3003, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
