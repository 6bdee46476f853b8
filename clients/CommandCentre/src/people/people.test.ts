import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { MemberSchema } from '../contracts/taskforce/roster/v1/member_service_pb';
import { basesOf, matching } from './people';

const all = ['Adler 07', 'Falke 03', 'Falke 13', 'Seefalke 01', 'Étoile 02'].map((callSign) => create(MemberSchema, { name: callSign, callSign, nation: 'DE' }));
const found = (text: string, most = 8) => matching(all, text, most).map(({ callSign }) => callSign);

test('a call sign is found by any part, whatever its case, accents and spaces', () => {
  expect(found('falke0')).toEqual(['Falke 03', 'Seefalke 01']);
  expect(found('etoile')).toEqual(['Étoile 02']);
  expect(found('13 DE')).toEqual(['Falke 13']);
});

test('those that begin so come first, and only so many', () => {
  expect(found('falke', 2)).toEqual(['Falke 03', 'Falke 13']);
});

test('nothing is found by nothing', () => {
  expect(found(' ')).toEqual([]);
});

test('a base is shown once for all who have it for a home, and not if where it is is withheld', () => {
  const [kehl, unknown] = [{ homeBase: { placeId: 'de-kehl', location: { latitude: 48.6, longitude: 7.8 } } }, { homeBase: { placeId: 'ma-nador' } }].map((fields) => create(MemberSchema, fields));

  expect(basesOf([kehl, kehl, unknown].filter((one) => one !== undefined)).map(({ placeId }) => placeId)).toEqual(['de-kehl']);
});
