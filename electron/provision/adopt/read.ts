/**
 * What of somebody's Immich goes over, and whether it can: folders, version, images, the place of the photos inside the container. The
 * surprise: what our own compose file has no place for (a library beside the photos, a database elsewhere) is a reason to stop, because
 * after taking over it would be missing without a word.
 */
import { failure, FailureError } from '../../contract/failure';
import type { ImmichImages } from '../../contract/fields';
import type { OtherContainer, OtherImmich } from '../facts/adopt';

export interface TakenOver {
  readonly folder: string;
  readonly project: string;
  readonly files: readonly string[];
  readonly envFile: string;
  /** Name of the container that is Immich itself. */
  readonly server: string;
  readonly version: string;
  readonly images: ImmichImages;
  readonly photos: string;
  /** Where the photos lie inside the container: the database remembers paths below it. */
  readonly media: string;
  readonly database: string;
  readonly recognition: boolean;
}

/** Where releases of Immich look for photos. */
const mediaFolders = ['/data', '/usr/src/app/upload'];
const databaseMount = '/var/lib/postgresql/data';
/** The clock, which ours mounts as well; the socket that Immich never needs is left. */
const harmless = ['/etc/localtime', '/etc/timezone'];

const unclear = (what: string, path: string): never => {
  throw new FailureError(failure('adopt-unclear', { what, path }));
};

const sha = (digests: readonly string[]): string | undefined =>
  digests.map((digest) => /@(sha256:[0-9a-f]{64})$/.exec(digest)?.[1]).find((found) => found !== undefined);

/** A tag that moves, as "release" does, is held where it is now. */
function held({ image, imageId }: OtherContainer, { images }: OtherImmich, version: string): string {
  if (image.includes('@') || image.endsWith(`:${version}`)) return image;
  const digest = sha(images.get(imageId)?.digests ?? []);
  return digest === undefined ? image : `${image}@${digest}`;
}

/** As Immich says; where it does not answer, as its image does. */
function versionOf({ server, images, version }: OtherImmich): string | null {
  const said = [version, images.get(server.imageId)?.labels['org.opencontainers.image.version'], server.image];
  return (
    said.map((text) => /(?:^|:)(v\d+\.\d+\.\d+)/.exec(text ?? '')?.[1]).find((found) => found !== undefined) ?? null
  );
}

/** FailureError('adopt-unclear') where something would be lost. */
export function readOther(other: OtherImmich): TakenOver {
  const { server, containers, variables, project } = other;
  const { folder, files, envFile } = server;
  const named = `${folder}/docker-compose.yml`;
  if (folder === '' || files.length === 0) unclear('compose', server.name);
  const version = versionOf(other) ?? unclear('IMMICH_VERSION', named);
  const database = containers.find(({ mounts }) => mounts.some(({ Destination }) => Destination === databaseMount));
  const cache = containers.find(({ image }) => /(?:^|\/)(?:redis|valkey)(?:[:@/]|$)/.test(image));
  const learning = containers.find(({ image }) => /\/immich-machine-learning(?:[-:@]|$)/.test(image));
  if (!database) return unclear('database', named);
  if (!cache) return unclear('redis', named);
  if (variables.has('DB_URL')) unclear('DB_URL', named);
  if ((variables.get('DB_HOSTNAME') ?? database.service) !== database.service) unclear('DB_HOSTNAME', named);
  if ((variables.get('DB_USERNAME') ?? 'postgres') !== 'postgres') unclear('DB_USERNAME', named);
  if ((variables.get('DB_DATABASE_NAME') ?? 'immich') !== 'immich') unclear('DB_DATABASE_NAME', named);
  if (variables.has('IMMICH_CONFIG_FILE')) unclear('IMMICH_CONFIG_FILE', named);
  if (other.password === 'odd') unclear('DB_PASSWORD', named);
  const mounts = server.mounts.filter(({ Destination }) => !harmless.includes(Destination));
  const media =
    mounts.find(({ Destination }) => mediaFolders.includes(Destination)) ?? unclear('UPLOAD_LOCATION', named);
  const more = mounts.find((mount) => mount !== media);
  if (more) unclear(`${more.Source}:${more.Destination}`, named);
  const data = database.mounts.find(({ Destination }) => Destination === databaseMount);
  const serverImage = held(server, other, version);
  return {
    ...{ folder, files, envFile, project, version },
    server: server.name,
    images: {
      server: serverImage,
      machineLearning: learning
        ? held(learning, other, version)
        : `ghcr.io/immich-app/immich-machine-learning:${version}`,
      valkey: held(cache, other, version),
      postgres: held(database, other, version),
    },
    photos: media.Source,
    media: media.Destination,
    database: data?.Source ?? '',
    recognition: learning !== undefined,
  };
}
