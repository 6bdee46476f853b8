// A partner system in Node: reports hotspots so that a repeat makes no second one, follows them, and goes on where it was.
// `npm run example -w clients/TypeScript`, or with `-- watch AFTER` only follows, from that sequence on, until Ctrl-C.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CallOptions } from '@connectrpc/connect';
import { clientCredentials, connect, readFault, watch } from '@taskforce/client';
import { Hotspot_Kind, Hotspot_Severity, HotspotEvent_Type, HotspotService } from '@taskforce/client/tasking/v1/hotspot_service';

const environment = process.env;
const taskForce = connect({
  gateway: environment['TASKFORCE_GATEWAY'] ?? 'http://localhost:8081',
  door: environment['TASKFORCE_DOOR'] === 'grpc-web' ? 'grpc-web' : 'grpc',
  tokens: clientCredentials({ issuer: environment['TASKFORCE_ISSUER'] ?? 'http://localhost:8080/demo', clientId: 'partner.demo' }),
  purpose: 'Trying the TypeScript client',
  // Where the gateway's certificate is not of an authority that Node knows: `.data/tls/authority.pem` for the demo's.
  ...(environment['TASKFORCE_AUTHORITIES'] && { authorities: readFileSync(environment['TASKFORCE_AUTHORITIES'], 'utf8') }),
});
const source = 'TypeScript example';
const hotspots = taskForce.client(HotspotService);

// The request id belongs to what happened, not to the attempt: keep it beside the record until the answer is there.
const report = async (description: string, requestId: string) =>
  await hotspots.createHotspot({
    requestId,
    hotspot: {
      kind: Hotspot_Kind.SMUGGLING,
      severity: Hotspot_Severity.LOW,
      hostNation: 'DE',
      description,
      source,
      place: { location: { latitude: 53.54, longitude: 9.97 } },
    },
  });

// Prints what is reported from a cursor on, until one hotspot is seen; returns where in the log that was.
async function follow(after: bigint, until?: string): Promise<bigint> {
  const open = (cursor: bigint, options: CallOptions) => hotspots.watchHotspots({ after: cursor }, options);
  for await (const event of watch({ after, open, interrupted: (_, waitMs) => console.error(`Cut off; again in ${waitMs} ms.`) })) {
    if (event.type === HotspotEvent_Type.CREATED && event.hotspot && (!until || event.hotspot.source === source)) {
      console.log(`event ${event.sequence} ${HotspotEvent_Type[event.type]} ${event.hotspot.name}`);
      if (event.hotspot.name === until) {
        return event.sequence;
      }
    }
  }

  throw new Error('A watch without a signal does not end.');
}

if (process.argv[2] === 'watch') {
  await follow(BigInt(process.argv[3] ?? 0));
}

const { sequence: start } = await hotspots.listHotspots({ pageSize: 1 });

const requestId = randomUUID();
const first = await report('A lorry that was seen twice.', requestId);
console.log(`reported ${first.name}`);
console.log(`repeated ${(await report('A lorry that was seen twice.', requestId)).name}`);
const cursor = await follow(start, first.name);

const second = await report('Reported while nobody watched.', randomUUID());
console.log(`reported ${second.name}`);
console.log(`resuming after ${cursor}`);
await follow(cursor, second.name);

try {
  await hotspots.createHotspot({ hotspot: { kind: Hotspot_Kind.SMUGGLING } });
} catch (thrown) {
  const { reason, violations } = readFault(thrown);
  console.log(`refused ${reason} ${violations.map(({ field }) => field).join(' ')}`);
}
