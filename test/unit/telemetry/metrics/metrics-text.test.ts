import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { metricTable } from '../../../../shared/telemetry/metrics/metric-table.ts';
import { metricsText } from '../../../../shared/telemetry/metrics/metrics-text.ts';
import type { Samples } from '../../../../shared/telemetry/metrics/samples.ts';
import { readMetrics } from '../../../support/metrics-reader.ts';

const counts = [1, ...Array.from({ length: 14 }, () => 0), 2];
const samples: Samples = {
  up: [{ labels: [], value: 1 }],
  bytesIn: [{ labels: ['a "b" \\ \n c'], value: 7 }],
  attempts: [{ labels: ['app', '', '2xx'], value: 2 }],
  durations: [{ labels: ['a'], value: 120.5, counts }],
};

describe('the text of metrics', () => {
  test('is what a strict reader of the Prometheus format takes', () => {
    const { values, kinds } = readMetrics(metricsText([{ samples }], 'prometheus'));

    assert.equal(values.get('sentinel_up'), 1);
    assert.equal(values.get('sentinel_request_duration_seconds_bucket{route="a",le="60.0"}'), 1);
    assert.equal(values.get('sentinel_request_duration_seconds_bucket{route="a",le="+Inf"}'), 3);
    assert.equal(values.get('sentinel_request_duration_seconds_sum{route="a"}'), 120.5);
    assert.equal(kinds.get('sentinel_request_bytes_total'), 'counter');
  });

  test('is what a strict reader of OpenMetrics takes, where counters are named without their suffix', () => {
    const { values, kinds } = readMetrics(metricsText([{ samples }], 'openmetrics'), true);

    assert.equal(kinds.get('sentinel_request_bytes'), 'counter');
    assert.ok(values.has('sentinel_request_duration_seconds_count{route="a"}'));
  });

  test('escapes what stands in labels, and leaves out labels without a value', () => {
    const text = metricsText([{ samples }], 'prometheus');

    assert.match(text, /^sentinel_request_bytes_total\{route="a \\"b\\" \\\\ \\n c"\} 7$/m);
    assert.match(text, /^sentinel_upstream_attempts_total\{upstream="app",outcome="2xx"\} 2$/m);
  });

  test('keeps several processes apart, each metric in one place', () => {
    const { values } = readMetrics(
      metricsText(
        [
          { worker: '1', samples },
          { worker: '2', samples },
        ],
        'prometheus',
      ),
    );

    assert.equal(values.get('sentinel_up{worker="1"}'), 1);
    assert.equal(values.get('sentinel_up{worker="2"}'), 1);
    assert.equal(values.get('sentinel_request_duration_seconds_count{route="a",worker="2"}'), 3);
  });

  test('has names in the manner of Prometheus, each once', () => {
    const names = Object.values(metricTable).map(({ name }) => name);

    assert.equal(new Set(names).size, names.length);
    for (const { name, kind, help, labels } of Object.values(metricTable)) {
      assert.match(name, /^[a-z]+(?:_[a-z]+)*$/);
      assert.doesNotMatch(name, /_total$|_(?:ms|milliseconds|kb)$/);
      if (kind === 'histogram') assert.match(name, /_seconds$/);
      assert.match(help, /\.$/);
      for (const label of labels) assert.ok(!['le', 'worker', 'client', 'path', 'key', 'tenant'].includes(label));
    }
  });
});
