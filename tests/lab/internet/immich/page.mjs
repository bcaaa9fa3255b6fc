// What a browser gets: one page for every path outside /api, as Immich's single-page app does.
const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Immich</title></head>
  <body><main><h1>Immich</h1><p>The lab's stand-in for Immich's server.</p></main></body>
</html>
`;

export function page(url, response) {
  if (url.pathname === '/.well-known/immich') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"api":{"endpoint":"/api"}}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}
