import { AlertEvent_Type, AlertService, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { DeskService, type DeskEvent } from '../contracts/taskforce/tasking/v1/desk_service_pb';
import { HandoverEvent_Type, HandoverService, Handover_State, type Handover } from '../contracts/taskforce/tasking/v1/handover_service_pb';
import { HotspotEvent_Type, HotspotService, Hotspot_State, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { OperationEvent_Type, OperationService, type Operation } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { forgetPeople } from '../people/people';
import { clientOf } from '../wire/transport';
import { follow } from '../wire/watch';
import { Collection, listAll, type Page } from './collection';

const pageSize = 500;

export const hotspots = new Collection<Hotspot>();
export const missions = new Collection<Mission>();
export const alerts = new Collection<Alert>();
export const operations = new Collection<Operation>();
/** Those that wait for an answer. */
export const handovers = new Collection<Handover>();

const all = [hotspots, missions, alerts, operations, handovers];

/** Keeps the records up to date until the signal ends it: listed once, then by one stream, of which a browser has six for all its windows. */
export function followRecords(end: AbortSignal) {
  void follow(
    {
      name: 'desk',
      begin: async (signal) => {
        const sequences = await Promise.all(lists(signal));
        return sequences.reduce((least, sequence) => (sequence < least ? sequence : least));
      },
      open: (after, signal) => clientOf(DeskService).watchDesk({ after }, { signal }),
      take: ({ change }) => takeIn(change),
    },
    end,
  );
}

/** Forgets everything: somebody else signs in. */
export function forgetRecords() {
  all.forEach((collection) => collection.clear());
  forgetPeople();
}

function lists(signal: AbortSignal): Promise<bigint>[] {
  return [
    fill(hotspots, async (pageToken) => {
      const answer = await clientOf(HotspotService).listHotspots({ pageSize, pageToken, filter: { states: [Hotspot_State.ACTIVE] } }, { signal });
      return { ...answer, records: answer.hotspots };
    }),
    fill(missions, async (pageToken) => {
      const answer = await clientOf(MissionService).listMissions({ pageSize, pageToken }, { signal });
      return { ...answer, records: answer.missions };
    }),
    fill(alerts, async (pageToken) => {
      const answer = await clientOf(AlertService).listAlerts({ pageSize, pageToken, filter: { states: [Alert_State.OPEN] } }, { signal });
      return { ...answer, records: answer.alerts };
    }),
    fill(operations, async (pageToken) => {
      const answer = await clientOf(OperationService).listOperations({ pageSize, pageToken }, { signal });
      return { ...answer, records: answer.operations };
    }),
    fill(handovers, async (pageToken) => {
      const answer = await clientOf(HandoverService).listHandovers({ pageSize, pageToken, filter: { states: [Handover_State.OFFERED] } }, { signal });
      return { ...answer, records: answer.handovers };
    }),
  ];
}

async function fill<T extends { name: string }>(collection: Collection<T>, page: (token: string) => Promise<Page<T>>): Promise<bigint> {
  const { records, sequence } = await listAll(page);
  collection.reset(records);
  return sequence;
}

function takeIn(change: DeskEvent['change']) {
  switch (change.case) {
    case 'hotspot':
      return keep(hotspots, change.value.hotspot, change.value.type === HotspotEvent_Type.DELETED);
    case 'mission':
      return keep(missions, change.value.mission, false);
    case 'alert':
      return keep(alerts, change.value.alert, change.value.type === AlertEvent_Type.RESOLVED);
    case 'operation':
      return keep(operations, change.value.operation, change.value.type === OperationEvent_Type.DELETED);
    case 'handover':
      return keep(handovers, change.value.handover, change.value.type !== HandoverEvent_Type.OFFERED);
    default:
      return undefined;
  }
}

function keep<T extends { name: string }>(collection: Collection<T>, record: T | undefined, isGone: boolean) {
  if (record) {
    isGone ? collection.remove(record.name) : collection.put(record);
  }
}
