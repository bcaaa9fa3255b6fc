// Writes an image into a registry by the distribution API: blobs first, then the manifest that names them.
// Surprise: a blob that another repository has is only mounted there, so the shared base is sent once.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Layer } from './layer.ts';
import type { ImageConfig } from './recipes.ts';

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const configType = 'application/vnd.docker.container.image.v1+json';
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const madeAt = '2026-11-01T00:00:00Z';

export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

/** Gives the manifest's digest: what `@sha256:…` pins. */
export async function push(registry: string, image: Image): Promise<string> {
  const config = Buffer.from(JSON.stringify(configOf(image)));
  const base = `${registry}/v2/${image.repository}`;
  for (const layer of image.layers) await pushBlob(base, layer.digest, () => fromFile(layer.file), layer.size);
  await pushBlob(base, digestOf(config), () => config, config.length);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: configType, size: config.length, digest: digestOf(config) },
    layers: image.layers.map(({ size, digest }) => ({ mediaType: layerType, size, digest })),
  });
  await expect(201, `${base}/manifests/${image.tag}`, {
    method: 'PUT',
    headers: { 'content-type': manifestType },
    body: manifest,
  });
  return digestOf(Buffer.from(manifest));
}

const configOf = ({ config, layers }: Image): unknown => ({
  architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
  os: 'linux',
  created: madeAt,
  config,
  rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  history: layers.map((_, n) => ({ created: madeAt, created_by: n === 0 ? 'mmdebstrap trixie' : 'the lab' })),
});

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const fromFile = (file: string): ReadableStream => Readable.toWeb(createReadStream(file)) as ReadableStream;

async function pushBlob(base: string, digest: string, body: () => RequestInit['body'], size: number): Promise<void> {
  const there = await fetch(`${base}/blobs/${digest}`, { method: 'HEAD' });
  if (there.ok) return;
  const opened = await expect(202, `${base}/blobs/uploads/`, { method: 'POST' });
  const upload = new URL(opened.headers.get('location') ?? '', base);
  upload.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream', 'content-length': `${size}` };
  await expect(201, upload.href, { method: 'PUT', headers, body: body(), duplex: 'half' } as RequestInit);
}

async function expect(status: number, url: string, request: RequestInit): Promise<Response> {
  const response = await fetch(url, request);
  if (response.status === status) return response;
  throw new Error(`${request.method} ${url}: ${response.status} where ${status} was due: ${await response.text()}`);
}
