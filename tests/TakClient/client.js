// A TAK client made of @tak-ps/node-tak (XML) or of @tak-ps/node-cot over TLS (the TAK protocol). It does what standard input says, a line each, and says
// what it is sent, a line of JSON each:
//   client.js xml|protobuf ssl://host:port certificate.pem key.pem uid callsign
//   position LATITUDE LONGITUDE | receipt d|r MESSAGE | say TEXT | emergency | end
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import tls from 'node:tls';
import CoT, { DirectChat } from '@tak-ps/node-cot';
import TAK from '@tak-ps/node-tak';

const [spelling, address, certificate, key, uid, callsign] = process.argv.slice(2);
const url = new URL(address);
const auth = { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };

function tell(cot) {
  const { _attributes: is, point, detail = {} } = cot.raw.event;
  console.log(JSON.stringify({
    type: is.type,
    uid: is.uid,
    stale: is.stale,
    at: [Number(point._attributes.lat), Number(point._attributes.lon)],
    callsign: detail.contact?._attributes?.callsign ?? '',
    message: detail.__chat?._attributes?.messageId ?? '',
    text: detail.remarks?._text ?? '',
    removes: is.type === 't-x-d-d' ? [detail.link].flat()[0]._attributes.uid : '',
  }));
}

function now(seconds = 0) {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

function event(type, id, detail, at = [0, 0], how = 'm-g') {
  return new CoT({
    event: {
      _attributes: { version: '2.0', uid: id, type, how, time: now(), start: now(), stale: now(300) },
      point: { _attributes: { lat: at[0], lon: at[1], hae: 9999999, ce: at[0] ? 5 : 9999999, le: 9999999 } },
      detail,
    },
  });
}

const commands = {
  position: (latitude, longitude) => event('a-f-G-U-C', uid, {
    contact: { _attributes: { callsign, endpoint: '*:-1:stcp' } },
    __group: { _attributes: { name: 'Cyan', role: 'Team Member' } },
    track: { _attributes: { speed: '3', course: '90' } },
    precisionlocation: { _attributes: { geopointsrc: 'GPS', altsrc: 'GPS' } },
  }, [Number(latitude), Number(longitude)]),
  receipt: (kind, message) => event(`b-t-f-${kind}`, message, {
    __chatreceipt: { _attributes: { parent: 'RootContactGroup', groupOwner: 'false', messageId: message, chatroom: 'TASKFORCE', id: 'TASKFORCE', senderCallsign: callsign } },
  }),
  say: (...words) => new DirectChat({ to: { uid: 'TASKFORCE', callsign: 'TASKFORCE' }, from: { uid, callsign }, message: words.join(' ') }),
  emergency: () => event('b-a-o-tbl', `${uid}-9-1-1`, { emergency: { _attributes: { type: '911 Alert' }, _text: callsign } }, [35.9, -5.5]),
};

// One that shows its certificate and speaks XML for good.
async function openXml() {
  const tak = await TAK.connect('taskforce', url, auth);
  tak.on('cot', tell).on('ping', () => console.log(JSON.stringify({ type: 'pong', uid: '' }))).on('end', () => process.exit(0)).on('error', fail);
  return { send: cot => tak.write([cot]), end: () => tak.destroy() };
}

function frame(cot) {
  const payload = Buffer.from(cot.to_proto(1));
  const length = [];
  let rest = payload.length;
  for (; rest >= 0x80; rest >>>= 7) {
    length.push((rest & 0x7f) | 0x80);
  }

  return Buffer.concat([Buffer.from([0xbf, ...length, rest]), payload]);
}

// The frames at the beginning of a buffer, and what is behind them.
function split(buffer) {
  const payloads = [];
  while (buffer.length > 1) {
    if (buffer[0] !== 0xbf) {
      fail(new Error(`a frame begins with ${buffer[0]}`));
    }

    let [length, at, more] = [0, 1, true];
    for (let shift = 0; more && at < buffer.length; shift += 7, at++) {
      length |= (buffer[at] & 0x7f) << shift;
      more = buffer[at] >= 0x80;
    }

    if (more || buffer.length < at + length) {
      break;
    }

    payloads.push(buffer.subarray(at, at + length));
    buffer = buffer.subarray(at + length);
  }

  return [payloads, buffer];
}

// One that agrees on the TAK protocol first.
function openProtobuf() {
  return new Promise(resolve => {
    const socket = tls.connect({ host: url.hostname, port: Number(url.port), rejectUnauthorized: false, ...auth });
    let isBinary = false;
    let buffer = Buffer.alloc(0);
    socket.on('error', fail).on('end', () => process.exit(0)).on('data', data => {
      buffer = Buffer.concat([buffer, data]);
      if (!isBinary && buffer.includes('t-x-takp-v') && !socket.asked) {
        socket.asked = true;
        socket.write(event('t-x-takp-q', 'protouid', { TakControl: { TakRequest: { _attributes: { version: '1' } } } }).to_xml());
      }

      // What was sent before the answer is XML still.
      for (let over; !isBinary && (over = buffer.indexOf('</event>')) >= 0;) {
        const xml = buffer.subarray(0, over + '</event>'.length).toString();
        buffer = buffer.subarray(over + '</event>\n'.length);
        if (xml.includes('t-x-takp-r') && xml.includes('status="true"')) {
          isBinary = true;
          console.log(JSON.stringify({ type: 'agreed', uid: '' }));
          resolve({ send: cot => socket.write(frame(cot)), end: () => socket.destroy() });
        } else if (!xml.includes('t-x-takp-')) {
          tell(new CoT(xml));
        }
      }

      if (isBinary) {
        const [payloads, rest] = split(buffer);
        buffer = rest;
        payloads.forEach(payload => tell(CoT.from_proto(payload, 1)));
      }
    });
  });
}

function fail(fault) {
  console.error(fault);
  process.exit(1);
}

const link = await (spelling === 'xml' ? openXml() : openProtobuf());
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(' ');
  if (command === 'end') {
    break;
  }

  link.send(commands[command](...words));
}

link.end();
