import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { enRefusals } from './refusals/en';

// Reasons that no call of the page is answered with, by what they are about. A new reason of the services fails the test below: either it gets its words in every
// language, or somebody puts it here.
const notHere = {
  'what field units and their devices do': [
    ...['NOT_THE_LEADER', 'NOT_THIS_DEVICE', 'NOT_YOUR_DEVICE', 'NOT_YOUR_MISSION', 'NOT_YOUR_OPERATION', 'NOT_YOUR_ORDER', 'NOT_YOUR_RECORD', 'MEMBER_REQUIRED'],
    ...['ORDER_DECIDED', 'ORDER_NOT_ACCEPTED', 'RECALL_NOT_DECLINABLE', 'OPERATION_KNOWN', 'NOT_A_PART', 'NOT_ACCEPTED', 'STREAM_SUPERSEDED', 'TOO_MANY_DEVICES'],
    ...['DEVICE_CERTIFICATE_EXPIRED', 'DEVICE_CERTIFICATE_INVALID', 'DEVICE_EXPIRED', 'DEVICE_NOT_FOUND', 'DEVICE_REVOKED', 'DEVICE_STATE', 'NO_DEVICE_AUTHORITY'],
    ...['ENROLMENT_CODE_EXPIRED', 'ENROLMENT_CODE_LOCKED', 'ENROLMENT_CODE_USED', 'ENROLMENT_CODE_WRONG', 'REVOCATIONS_UNKNOWN', 'TWO_IDENTITIES', 'NO_PACKAGE_KEY', 'ORDER_OVER'],
  ],
  'positions that are reported, and why one is doubted': ['MALFORMED_MESSAGE', 'REPORTS_WAITING', 'REQUESTS_UNDER_WAY', 'TOO_MANY_POSITIONS', 'FROZEN_FIX', 'NO_REPORT', 'NOT_RELEASED', 'SPOOFED_SPEED', 'UNCERTAINTY_AT_LIMIT'],
  'the unit’s panel has words of its own for it': ['POSITION_NOT_FOUND'],
  'events that were set aside, for whoever runs the services': ['NOT_KEPT', 'NOT_OURS'],
  'streams, which the page opens again': ['CURSOR_BEYOND_LOG', 'LOG_TRUNCATED', 'TOO_MANY_MAPS'],
  'names that somebody chose: the page lets the services choose': ['ASSET_EXISTS', 'DELEGATION_EXISTS', 'DISCLOSURE_EXISTS', 'GEOFENCE_EXISTS', 'HOTSPOT_EXISTS', 'MEMBER_EXISTS', 'MISSION_EXISTS', 'OPERATION_EXISTS', 'PRE_AUTHORISATION_EXISTS', 'RELEASE_RULE_EXISTS', 'SUPPORT_REQUEST_EXISTS', 'TRAINING_EXISTS'],
  'the roster’s records, which the page only reads': [
    ...['ASSET_NOT_FOUND', 'CALL_SIGN_TAKEN', 'HELD_FOR_SUPPORT', 'IN_LIVE_TEAM', 'IN_OTHER_TRAINING', 'NO_PLACE', 'PLACES_TAKEN', 'TRAINING_IN_USE', 'TRAINING_NOT_BEGUN', 'TRAINING_NOT_FOUND', 'TRAINING_STATE'],
    ...['NOT_OFFERABLE', 'SUPPORT_EXPIRED', 'SUPPORT_REQUEST_NOT_FOUND', 'SUPPORT_STATE'],
  ],
  'what the command line is for: operations’ missions, fences, delegation, mandates, disclosures, release rules, audit': [
    ...['MISSION_TAKEN', 'GEOFENCE_NOT_FOUND', 'DELEGATION_NOT_FOUND', 'MANDATE_NOT_FOUND', 'PRE_AUTHORISATION_NOT_FOUND'],
    ...['DISCLOSURE_ENDED', 'DISCLOSURE_NOT_FOUND', 'NOT_DISCLOSED', 'RECORD_NOT_FOUND', 'RELEASE_RULE_NOT_FOUND', 'RELEASE_RULE_OVER', 'RELEASE_RULE_STATE', 'SECOND_PERSON', 'CHAIN_DIFFERS', 'KEY_UNKNOWN'],
  ],
  'webhooks of partner systems, why their deliveries fail, and feeds for them': [
    ...['ACTING_REFUSED', 'CURSOR_MALFORMED', 'IF_MATCH_MALFORMED', 'IF_MATCH_UNKNOWN', 'DEAD_LETTERS_FULL', 'DEAD_LETTER_NOT_FOUND', 'FEED_DENIED', 'NOTHING_TO_REPLAY', 'NOT_ALLOWED', 'NO_ANSWER', 'PAUSED_BY_COMMANDER'],
    ...['PARTNER_NOT_NAMED', 'SECRET_KEY_UNKNOWN', 'TARGET_FORBIDDEN', 'TARGET_GONE', 'TOO_MANY_WEBHOOKS', 'WEBHOOK_ACTIVE', 'WEBHOOK_EXISTS', 'WEBHOOK_NOT_FOUND', 'WEBHOOK_PAUSED'],
  ],
  'alerts that partner systems send and ask for': ['CAP_SEVERAL_THREADS', 'CAP_ALERT_NOT_FOUND', 'CAP_CHANGED', 'CAP_INVALID', 'CAP_NOT_PUBLIC', 'CAP_SCOPE_REFUSED', 'NOT_YOUR_HOTSPOT'],
  'incidents that partner systems send, and that the command line reads': ['STIX_CASE_FULL', 'STIX_CASE_NOT_FOUND', 'STIX_INVALID'],
  'hotspots that are reported through a broker, and the relay to it': ['APP_API_TOKEN', 'LEASE_LAPSED', 'REPORT_UNREADABLE', 'SIDECAR_TOKEN_INVALID', 'SIDECAR_UNAVAILABLE', 'SOURCE_UNKNOWN', 'TOPIC_UNKNOWN'],
  'trackers of partner systems': ['TOO_MANY_TRACKERS', 'TRACKER_DEVICE_UNKNOWN', 'TRACKER_EXISTS', 'TRACKER_NOT_FOUND', 'TRACKER_SECRET_WRONG'],
  'collections that maps of others open': ['COLLECTION_NOT_FOUND'],
  'addresses and codings that the page does not use': ['COMPRESSION_UNSUPPORTED', 'PATH_UNKNOWN', 'REQUEST_MALFORMED', 'SERVICE_UNKNOWN'],
};

const services = join(import.meta.dirname, '../../../../services');
const source = readdirSync(services, { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && file.name.endsWith('.cs') && !/[\\/](bin|obj|Migrations)([\\/]|$)/.test(file.parentPath))
  .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
  .join('\n');

// A reason is upper snake case; one of a single word can only be told by what stands before it. What is left are names of environment variables.
const given = new Set([...source.matchAll(/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"|\b(?:Fault|Code)\.\w+,\s*"([A-Z]+)"/g)].map(([, snake, word]) => snake ?? word ?? '').filter((reason) => !/^(TASKFORCE|OTEL|ASPNETCORE|DAPR|XDG)_/.test(reason)));

const translated = Object.keys(enRefusals).map((key) => key.replace('refusal.', ''));
const leftOut = Object.values(notHere).flat();

test('every reason of the services that a dispatcher can meet has its words', () => {
  expect([...given].filter((reason) => !translated.includes(reason) && !leftOut.includes(reason)).sort()).toEqual([]);
});

test('every reason that has words, or is left out, is one that the services give, and not both', () => {
  expect([...translated, ...leftOut].filter((reason) => !given.has(reason))).toEqual([]);
  expect(translated.filter((reason) => leftOut.includes(reason))).toEqual([]);
});
