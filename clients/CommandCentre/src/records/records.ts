import { AlertEvent_Type, AlertService, Alert_State, type Alert } from '../contracts/taskforce/tasking/v1/alert_service_pb';
import { HotspotEvent_Type, HotspotService, Hotspot_State, type Hotspot } from '../contracts/taskforce/tasking/v1/hotspot_service_pb';
import { MissionService, type Mission } from '../contracts/taskforce/tasking/v1/mission_service_pb';
import { OperationEvent_Type, OperationService, type Operation } from '../contracts/taskforce/tasking/v1/operation_service_pb';
import { clientOf } from '../wire/transport';
import { follow, type WatchEvent } from '../wire/watch';
import { Collection, listAll, type Page } from './collection';

const pageSize = 500;

export const hotspots = new Collection<Hotspot>();
export const missions = new Collection<Mission>();
export const alerts = new Collection<Alert>();
export const operations = new Collection<Operation>();

/** Keeps the records up to date until the signal ends it. */
export function followRecords(end: AbortSignal) {
  const [hotspotCalls, missionCalls] = [clientOf(HotspotService), clientOf(MissionService)];
  const [alertCalls, operationCalls] = [clientOf(AlertService), clientOf(OperationService)];
  keepUp(end, 'hotspots', hotspots, {
    list: async (pageToken, signal) => {
      const answer = await hotspotCalls.listHotspots({ pageSize, pageToken, filter: { states: [Hotspot_State.ACTIVE] } }, { signal });
      return { ...answer, records: answer.hotspots };
    },
    open: (after, signal) => hotspotCalls.watchHotspots({ after }, { signal }),
    read: ({ type, hotspot }) => ({ record: hotspot, gone: type === HotspotEvent_Type.DELETED }),
  });
  keepUp(end, 'missions', missions, {
    list: async (pageToken, signal) => {
      const answer = await missionCalls.listMissions({ pageSize, pageToken }, { signal });
      return { ...answer, records: answer.missions };
    },
    open: (after, signal) => missionCalls.watchMissions({ after }, { signal }),
    read: ({ mission }) => ({ record: mission, gone: false }),
  });
  keepUp(end, 'alerts', alerts, {
    list: async (pageToken, signal) => {
      const answer = await alertCalls.listAlerts({ pageSize, pageToken, filter: { states: [Alert_State.OPEN] } }, { signal });
      return { ...answer, records: answer.alerts };
    },
    open: (after, signal) => alertCalls.watchAlerts({ after }, { signal }),
    read: ({ type, alert }) => ({ record: alert, gone: type === AlertEvent_Type.RESOLVED }),
  });
  keepUp(end, 'operations', operations, {
    list: async (pageToken, signal) => {
      const answer = await operationCalls.listOperations({ pageSize, pageToken }, { signal });
      return { ...answer, records: answer.operations };
    },
    open: (after, signal) => operationCalls.watchOperations({ after }, { signal }),
    read: ({ type, operation }) => ({ record: operation, gone: type === OperationEvent_Type.DELETED }),
  });
}

/** Forgets everything: somebody else signs in. */
export function forgetRecords() {
  [hotspots, missions, alerts, operations].forEach((collection) => collection.clear());
}

interface Source<T, E extends WatchEvent> {
  list(pageToken: string, signal: AbortSignal): Promise<Page<T>>;
  open(after: bigint, signal: AbortSignal): AsyncIterable<E>;
  /** What an event says; nothing in a heartbeat. */
  read(event: E): { record: T | undefined; gone: boolean };
}

function keepUp<T extends { name: string }, E extends WatchEvent>(end: AbortSignal, name: string, collection: Collection<T>, source: Source<T, E>) {
  void follow<E>(
    {
      name,
      begin: async (signal) => {
        const { records, sequence } = await listAll((pageToken) => source.list(pageToken, signal));
        collection.reset(records);
        return sequence;
      },
      open: (after, signal) => source.open(after, signal),
      take: (event) => {
        const { record, gone } = source.read(event);
        if (record) {
          gone ? collection.remove(record.name) : collection.put(record);
        }
      },
    },
    end,
  );
}
