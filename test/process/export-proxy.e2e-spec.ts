import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { HttpProxy } from '../../libs/tracing/test/http-proxy.js';
import { runNode } from '../support/run-node.js';

/** Ends a span, and so exports it, while another one is active. */
const SCRIPT = `
  import { setTimeout } from 'node:timers/promises';
  import { trace } from '@opentelemetry/api';
  const tracer = trace.getTracer('test');
  await tracer.startActiveSpan('outer', async (outer) => {
    tracer.startSpan('inner').end();
    await setTimeout(300);
    outer.end();
  });
`;

describe('a process behind a proxy', () => {
  let receiver: OtlpReceiver;
  let proxy: HttpProxy;

  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
    proxy = await HttpProxy.start();
  });
  afterEach(async () => {
    await proxy.stop();
    await receiver.stop();
  });

  it.each([
    ['native', {}],
    ['standard', {}],
    ['native', { NODE_USE_ENV_PROXY: '1' }],
  ])(
    'exports by it over gRPC, traces nothing of that, and ends (preset %s, %o)',
    async (preset, more: Record<string, string>) => {
      const { port } = new URL(receiver.endpoint);
      const env = {
        TRACING_PRESET: preset,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://collector.example:${port}`,
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1',
        http_proxy: `http://${proxy.host}`,
        ...more,
      };
      const args = ['--import', '@traced/nest/register', '--input-type=module', '--eval', SCRIPT];
      const ended = await runNode(args, { cwd: 'libs/tracing', env });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(proxy.asked).toEqual([[`collector.example:${port}`, undefined]]);
      const names = receiver.traces().map(({ spans }) => spans.map(({ name }) => name).sort());
      expect(names).toEqual([['inner', 'outer']]);
    },
  );
});
