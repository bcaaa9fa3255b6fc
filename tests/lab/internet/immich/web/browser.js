// Runs in the browser: what a guest sees behind a shared link. It asks the server for the same things, in the same way and in about
// the same order, as Immich's own page: whatever stands between must let exactly these pass.
// Surprise: it works below /share/{key}/photos/{id} as well, which the server answers 404 with this very page.
const main = document.querySelector('main');
const [, kind, name, ...rest] = location.pathname.split('/');
const isShare = (kind === 'share' || kind === 's') && name;
// The key goes on as it came, the slug is decoded and encoded again, as a query's value.
const access = kind === 's' ? { slug: decodeURIComponent(name ?? '') } : { key: name };
const opened = rest.find((part) => /^[0-9a-f]{8}-/.test(part));

const api = (path, query = {}) => `/api${path}?${new URLSearchParams({ ...query, ...access })}`;

async function ask(path, query, options) {
  const response = await fetch(api(path, query), options);
  if (response.ok) return response;
  const told = await response.json().catch(() => ({ message: response.statusText }));
  throw Object.assign(new Error(`${told.message}`), { status: response.status });
}

const post = (path, body) =>
  ask(path, {}, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** element('button', { type: 'button' }, 'Download'). Properties that start with "on" are listeners. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const show = (...children) => main.replaceChildren(...children);

function complain(error) {
  main.querySelector('[role=alert]')?.remove();
  main.append(element('p', { role: 'alert' }, error.message));
}

async function begin() {
  await Promise.all(['config', 'features', 'media-types'].map((what) => fetch(`/api/server/${what}`)));
  try {
    await showLink(await (await ask('/shared-links/me')).json());
  } catch (error) {
    if (error.message === 'Password required') askForPassword();
    else show(element('h1', {}, 'Not available'), element('p', { role: 'alert' }, error.message));
  }
}

function askForPassword() {
  const input = element('input', { type: 'password', autocomplete: 'off', required: '' });
  const send = async (event) => {
    event.preventDefault();
    try {
      await showLink(await (await post('/shared-links/login', { password: input.value })).json());
    } catch (error) {
      complain(error);
    }
  };
  const form = element('form', { onsubmit: send }, element('label', {}, 'Password ', input), ' ');
  form.append(element('button', {}, 'Submit'));
  show(element('h1', {}, 'Password required'), form);
}

async function showLink(link) {
  const title = link.album?.albumName ?? 'Public share';
  document.title = `${title} - Immich`;
  const assets = link.album
    ? await albumAssets(link.album.id)
    : link.assets.map(({ id, type }) => ({ id, isImage: type === 'IMAGE' }));
  const bar = element('p');
  if (link.allowDownload)
    bar.append(
      button('Download', () => download(link, assets)),
      ' ',
    );
  if (link.allowUpload) bar.append(uploader(link));
  const photos = element('div', { class: 'photos' }, ...assets.map((asset, n) => figure(asset, n, link)));
  show(element('h1', {}, title), bar, photos);
  const wanted = assets.find(({ id }) => id === opened);
  if (wanted) await view(wanted, link);
}

async function albumAssets(albumId) {
  const [buckets] = await Promise.all([
    ask('/timeline/buckets', { albumId, order: 'desc' }).then((response) => response.json()),
    ask(`/albums/${albumId}/map-markers`),
  ]);
  const assets = [];
  for (const { timeBucket } of buckets) {
    const month = await (await ask('/timeline/bucket', { albumId, timeBucket, order: 'desc' })).json();
    assets.push(...month.id.map((id, n) => ({ id, isImage: month.isImage[n] })));
  }
  return assets;
}

function figure(asset, n, link) {
  const what = `${asset.isImage ? 'Photo' : 'Video'} ${n + 1}`;
  const image = element('img', { src: api(`/assets/${asset.id}/thumbnail`, { size: 'thumbnail' }), alt: what });
  const open = element('a', { href: pathOf(asset), onclick: (event) => opens(event, asset, link) }, image);
  if (!link.allowDownload) return element('figure', {}, open);
  const original = element('a', { href: api(`/assets/${asset.id}/original`), download: '' }, `Original of ${what}`);
  return element('figure', {}, open, original);
}

const pathOf = ({ id }) => `/${kind}/${name}/photos/${id}`;

async function opens(event, asset, link) {
  event.preventDefault();
  history.pushState({}, '', pathOf(asset));
  await view(asset, link).catch(complain);
}

async function view(asset, link) {
  const { originalFileName = '' } = await (await ask(`/assets/${asset.id}`)).json();
  const media = asset.isImage
    ? element('img', {
        src: api(`/assets/${asset.id}/thumbnail`, { size: 'preview' }),
        alt: `Preview ${originalFileName}`,
      })
    : element('video', { src: api(`/assets/${asset.id}/video/playback`), controls: '', preload: 'auto' });
  const back = () => {
    history.pushState({}, '', `/${kind}/${name}`);
    void showLink(link).catch(complain);
  };
  main.querySelector('section')?.remove();
  main.prepend(
    element('section', { 'aria-label': 'Viewer' }, element('h2', {}, originalFileName), media, button('Back', back)),
  );
}

const button = (text, act) =>
  element('button', { type: 'button', onclick: () => Promise.resolve(act()).catch(complain) }, text);

async function download(link, assets) {
  const wanted = link.album ? { albumId: link.album.id } : { assetIds: assets.map(({ id }) => id) };
  const { archives } = await (await post('/download/info', wanted)).json();
  for (const [n, { assetIds }] of archives.entries()) {
    const blob = await (await post('/download/archive', { assetIds })).blob();
    const title = link.album?.albumName ?? 'immich-shared';
    const anchor = element('a', {
      href: URL.createObjectURL(blob),
      download: n === 0 ? `${title}.zip` : `${title}+${n}.zip`,
    });
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }
}

function uploader(link) {
  const choose = async (event) => {
    try {
      for (const file of event.target.files) await upload(file);
      await showLink(await (await ask('/shared-links/me')).json());
    } catch (error) {
      complain(error);
    }
  };
  return element(
    'label',
    {},
    'Upload ',
    element('input', { type: 'file', multiple: '', onchange: choose, 'data-link': link.id }),
  );
}

async function upload(file) {
  const form = new FormData();
  const taken = new Date(file.lastModified).toISOString();
  for (const field of ['fileCreatedAt', 'fileModifiedAt']) form.append(field, taken);
  form.append('assetData', file, file.name);
  await ask('/assets', {}, { method: 'POST', body: form });
}

if (isShare) {
  void begin().catch(complain);
  void fetch('/_app/version.json', { cache: 'no-store' });
  void navigator.serviceWorker?.register('/service-worker.js').catch(() => undefined);
}
