// What a FRITZ!Box shows to everybody at home without a login, byte for byte in the places that a program reads: who it is, and the
// descriptions of what may be asked of it. Taken down from a FRITZ!Box 7590 AX, with serial numbers of nobody.
// Surprise: AVM has two descriptions. tr64desc.xml tells maker, model and system; only igddesc.xml names the service for port mappings.
import { addresses } from '../names.ts';

export const box = {
  name: 'FRITZ!Box 7590 AX',
  hardware: '259',
  version: '259.08.02',
  serial: '3C3712000001',
} as const;
const uuid = `75802409-bccb-40e7-8e6c-${box.serial}`;
const specification = '<specVersion><major>1</major><minor>0</minor></specVersion>';

const xml = (body: string): string => `<?xml version="1.0"?>\n${body}\n`;

const device = (type: string, udn: string, inside: string): string =>
  `<device><deviceType>${type}</deviceType><friendlyName>${box.name}</friendlyName><manufacturer>AVM</manufacturer>` +
  `<manufacturerURL>www.avm.de</manufacturerURL><modelDescription>${box.name}</modelDescription><modelName>${box.name}</modelName>` +
  `<modelNumber>avm</modelNumber><modelURL>www.avm.de</modelURL><UDN>uuid:${udn}</UDN>${inside}</device>`;

const service = (type: string, id: string, control: string, scpd: string): string =>
  `<service><serviceType>${type}</serviceType><serviceId>${id}</serviceId><controlURL>${control}</controlURL>` +
  `<eventSubURL>${control}</eventSubURL><SCPDURL>${scpd}</SCPDURL></service>`;

const list = (name: 'device' | 'service', ...entries: string[]): string =>
  `<${name}List>${entries.join('')}</${name}List>`;

const versions =
  `<systemVersion><HW>${box.hardware}</HW><Major>259</Major><Minor>8</Minor><Patch>2</Patch><Buildnumber>118533</Buildnumber>` +
  `<Display>${box.version}</Display></systemVersion>`;

export const tr64Description = xml(
  `<root xmlns="urn:dslforum-org:device-1-0">${specification}${versions}` +
    device(
      'urn:dslforum-org:device:InternetGatewayDevice:1',
      uuid,
      `<serialNumber>${box.serial}</serialNumber><originUDN>uuid:${uuid}</originUDN>` +
        list(
          'service',
          service(
            'urn:dslforum-org:service:DeviceInfo:1',
            'urn:DeviceInfo-com:serviceId:DeviceInfo1',
            '/upnp/control/deviceinfo',
            '/deviceinfoSCPD.xml',
          ),
        ),
    ) +
    '</root>',
);

const upnp = 'urn:schemas-upnp-org:device';
export const wanService = 'urn:schemas-upnp-org:service:WANIPConnection:1';
export const controlPath = '/igdupnp/control/WANIPConn1';

export const igdDescription = xml(
  `<root xmlns="urn:schemas-upnp-org:device-1-0">${specification}` +
    device(
      `${upnp}:InternetGatewayDevice:1`,
      uuid,
      list(
        'device',
        device(
          `${upnp}:WANDevice:1`,
          uuid.replace('7580', '7680'),
          list(
            'service',
            service(
              'urn:schemas-upnp-org:service:WANCommonInterfaceConfig:1',
              'urn:upnp-org:serviceId:WANCommonIFC1',
              '/igdupnp/control/WANCommonIFC1',
              '/igdicfgSCPD.xml',
            ),
          ) +
            list(
              'device',
              device(
                `${upnp}:WANConnectionDevice:1`,
                uuid.replace('7580', '7780'),
                list(
                  'service',
                  service(wanService, 'urn:upnp-org:serviceId:WANIPConn1', controlPath, '/igdconnSCPD.xml'),
                ),
              ),
            ),
        ),
      ) + `<presentationURL>http://fritz.box</presentationURL>`,
    ) +
    '</root>',
);

const argument = (name: string, direction: 'in' | 'out'): string =>
  `<argument><name>${name}</name><direction>${direction}</direction><relatedStateVariable>${name}</relatedStateVariable></argument>`;
const key = ['NewRemoteHost', 'NewExternalPort', 'NewProtocol'];
const rest = ['NewInternalPort', 'NewInternalClient', 'NewEnabled', 'NewPortMappingDescription', 'NewLeaseDuration'];
export const actions: Record<string, { readonly in: readonly string[]; readonly out: readonly string[] }> = {
  GetExternalIPAddress: { in: [], out: ['NewExternalIPAddress'] },
  GetStatusInfo: { in: [], out: ['NewConnectionStatus', 'NewLastConnectionError', 'NewUptime'] },
  AddPortMapping: { in: [...key, ...rest], out: [] },
  DeletePortMapping: { in: key, out: [] },
  GetSpecificPortMappingEntry: { in: key, out: rest },
  GetGenericPortMappingEntry: { in: ['NewPortMappingIndex'], out: [...key, ...rest] },
};

export const connectionDescription = xml(
  `<scpd xmlns="urn:schemas-upnp-org:service-1-0">${specification}<actionList>` +
    Object.entries(actions)
      .map(([name, { in: asked, out }]) => {
        const given =
          asked.map((one) => argument(one, 'in')).join('') + out.map((one) => argument(one, 'out')).join('');
        return `<action><name>${name}</name><argumentList>${given}</argumentList></action>`;
      })
      .join('') +
    '</actionList></scpd>',
);

export const boxInfo =
  '<j:BoxInfo xmlns:j="http://jason.avm.de/updatecheck/">' +
  `<j:Name>${box.name}</j:Name><j:HW>${box.hardware}</j:HW><j:Version>${box.version}</j:Version><j:Revision>118533</j:Revision>` +
  `<j:Serial>${box.serial}</j:Serial><j:OEM>avm</j:OEM><j:Lang>de</j:Lang><j:Annex>B</j:Annex><j:Lab></j:Lab>` +
  '<j:Country>049</j:Country><j:Flag>crashreport</j:Flag><j:UpdateConfig>1</j:UpdateConfig></j:BoxInfo>\n';

export const loginPage = `<!DOCTYPE html>
<html lang="de">
<head><meta charset="utf-8"><title>FRITZ!Box</title></head>
<body><h1>Willkommen bei Ihrer FRITZ!Box</h1><form><label>Kennwort <input type="password"></label></form></body>
</html>
`;

export const descriptionUrl = (file: string): string => `http://${addresses.router}:49000/${file}`;
export const deviceTypes: Readonly<Record<string, string>> = {
  [`${upnp}:InternetGatewayDevice:1`]: 'igddesc.xml',
  [`${upnp}:WANDevice:1`]: 'igddesc.xml',
  [`${upnp}:WANConnectionDevice:1`]: 'igddesc.xml',
  [wanService]: 'igddesc.xml',
  'urn:dslforum-org:device:InternetGatewayDevice:1': 'tr64desc.xml',
};
export const deviceId = `uuid:${uuid}`;
