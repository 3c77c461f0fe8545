import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Calendar, endOfPeriod } from '../../../../shared/ai/limits/calendar.ts';
import type { CalendarUnit } from '../../../../shared/ai/limits/period.ts';
import { isTimeZone, zoneTime } from '../../../../shared/ai/limits/zone-time.ts';
import { SeededRandom, testSeed } from '../../../support/seeded-random.ts';

const hourMs = 3_600_000;

describe('the calendar of a budget', () => {
  test('begins days at midnight of the zone', () => {
    assert.deepEqual(around('day', 'Europe/Berlin', '2026-11-22T10:00:00Z'), [
      '2026-11-20T23:00:00.000Z',
      '2026-11-21T23:00:00.000Z',
      '2026-11-22T23:00:00.000Z',
      '2026-11-23T23:00:00.000Z',
    ]);
  });

  test('gives the day on which clocks go forward 23 hours, and the one on which they go back 25', () => {
    assert.equal(lengthAt('day', 'America/New_York', '2026-03-08T12:00:00Z'), 23 * hourMs);
    assert.equal(lengthAt('day', 'America/New_York', '2026-11-01T12:00:00Z'), 25 * hourMs);
  });

  test('begins a day whose midnight is skipped at the first time it has', () => {
    const [, start] = around('day', 'Africa/Cairo', '2026-04-24T12:00:00Z');

    assert.equal(start, '2026-04-23T22:00:00.000Z');
    assert.equal(
      new Date(zoneTime('Africa/Cairo').local(Date.parse(start!))).toISOString(),
      '2026-04-24T01:00:00.000Z',
    );
  });

  test('begins weeks on Monday and months on their first', () => {
    assert.equal(around('week', 'UTC', '2026-11-22T23:59:59Z')[1], '2026-11-16T00:00:00.000Z');
    assert.deepEqual(around('month', 'UTC', '2026-12-31T10:00:00Z'), [
      '2026-11-01T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
      '2027-02-01T00:00:00.000Z',
    ]);
  });

  test('counts an hour that is shown twice as two', () => {
    const first = Date.parse('2026-10-25T00:30:00Z');
    const calendar = new Calendar({ kind: 'hour', zone: 'Europe/Berlin' });

    assert.equal(endOfPeriod(calendar.starts(first)), Date.parse('2026-10-25T01:00:00Z'));
    assert.equal(endOfPeriod(calendar.starts(first + hourMs)), Date.parse('2026-10-25T02:00:00Z'));
  });

  test('begins hours where the zone does', () => {
    assert.equal(around('hour', 'Asia/Kolkata', '2026-11-22T10:40:00Z')[1], '2026-11-22T10:30:00.000Z');
  });

  test('counts spans from the epoch', () => {
    assert.deepEqual(new Calendar({ kind: 'span', ms: 7000 }).starts(15_000), [7000, 14_000, 21_000, 28_000]);
  });

  test('tells as many periods of the past as are asked for', () => {
    const calendar = new Calendar({ kind: 'month', zone: 'UTC' }, 3);

    assert.deepEqual(
      calendar.starts(Date.parse('2026-02-10T00:00:00Z')).map((at) => new Date(at).toISOString().slice(0, 7)),
      ['2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04'],
    );
  });

  test('answers the same list while the period lasts, and follows a clock that is set back', () => {
    const calendar = new Calendar({ kind: 'day', zone: 'UTC' });
    const noon = Date.parse('2026-11-22T12:00:00Z');
    const today = calendar.starts(noon);

    assert.equal(calendar.starts(noon + hourMs), today);
    assert.equal(calendar.starts(noon - 24 * hourMs)[1], today[0]);
  });

  test('knows which names are zones', () => {
    assert.equal(isTimeZone('Europe/Berlin'), true);
    assert.equal(isTimeZone('Mars/Olympus'), false);
  });

  const seed = testSeed();
  for (const unit of ['hour', 'day', 'week', 'month'] as const) {
    test(`agrees with the wall clock of any zone about each ${unit} (seed ${seed})`, () => {
      const random = new SeededRandom(seed);
      for (let round = 0; round < 60; round += 1) checkZone(unit, random);
    });
  }
});

/** Zones with odd offsets, small changes, changes at midnight, and a whole day that is missing. */
const zones = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Africa/Cairo', 'America/Havana', 'Australia/Lord_Howe'],
  ...['Asia/Kathmandu', 'Pacific/Apia', 'America/St_Johns', 'Asia/Beirut', 'America/Santiago', 'Pacific/Chatham'],
  ...['America/Asuncion', 'Africa/Casablanca', 'Atlantic/Azores', 'Antarctica/Troll'],
];

function checkZone(unit: CalendarUnit, random: SeededRandom): void {
  const zone = zones[random.below(zones.length)]!;
  const { local } = zoneTime(zone);
  const now =
    Date.parse('2011-12-01T00:00:00Z') + Math.floor(random.next() * 20 * 365 * 24) * hourMs + random.below(hourMs);
  const starts = new Calendar({ kind: unit, zone }).starts(now);
  const about = `${unit} in ${zone} at ${new Date(now).toISOString()}: ${starts.map((at) => new Date(at).toISOString())}`;

  assert.equal(starts.length, 4, about);
  assert.ok(starts[1]! <= now && now < starts[2]!, about);
  for (const [index, start] of starts.entries()) {
    assert.ok(index === 0 || start > starts[index - 1]!, about);
    assert.notEqual(nameOf(unit, local(start - 1), start - 1), nameOf(unit, local(start), start), about);
  }
  // Whoever asks at another time of the period hears of the same one.
  const other = starts[1]! + Math.floor(random.next() * (starts[2]! - starts[1]!));
  assert.equal(new Calendar({ kind: unit, zone }).starts(other)[1], starts[1], about);
  const middle = Math.floor((starts[1]! + starts[2]!) / 2);
  assert.equal(nameOf(unit, local(middle), middle), nameOf(unit, local(starts[1]!), starts[1]!), about);
}

/** What a period is called on the wall; an hour that is shown twice goes by its offset too. */
function nameOf(unit: CalendarUnit, wall: number, instant: number): string {
  const iso = new Date(wall).toISOString();
  if (unit === 'hour') return `${iso.slice(0, 13)} ${zoneless(wall, instant)}`;
  if (unit === 'day') return iso.slice(0, 10);
  if (unit === 'month') return iso.slice(0, 7);
  return String(Math.floor((Math.floor(wall / (24 * hourMs)) + 3) / 7));
}

/** Changes of less than an hour lengthen the hour they are in. */
function zoneless(wall: number, instant: number): number {
  return Math.floor((wall - instant) / hourMs);
}

function around(unit: CalendarUnit, zone: string, at: string): string[] {
  return new Calendar({ kind: unit, zone }).starts(Date.parse(at)).map((start) => new Date(start).toISOString());
}

function lengthAt(unit: CalendarUnit, zone: string, at: string): number {
  const now = Date.parse(at);
  const [, start, end] = new Calendar({ kind: unit, zone }).starts(now);
  return end! - start!;
}
