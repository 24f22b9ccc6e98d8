import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OtlpReceiver } from '@traced/kit';
import { newTraceId } from '../shop/shop.js';
import { type Ended, runNode } from '../support/run-node.js';

/** What a newcomer starts: the SDK of OpenTelemetry, which reads its settings from the environment. */
const STANDARD_SDK = `
  import { ROOT_CONTEXT, logs, metrics, trace } from '@opentelemetry/api';
  import { NodeSDK } from '@opentelemetry/sdk-node';
  const sdk = new NodeSDK({ instrumentations: [] });
  sdk.start();
  const [, traceId, spanId] = process.env.TRACEPARENT.split('-');
  const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true });
  const span = trace.getTracer('app').startSpan('GET /hello', { kind: 1 }, parent);
  const context = trace.setSpan(parent, span);
  logs.getLogger('app').emit({ severityText: 'INFO', body: 'hello', context });
  metrics.getMeter('app').createCounter('greetings').add(3, { to: 'world' });
  metrics.getMeter('app').createHistogram('duration').record(0.5);
  span.end();
  await sdk.shutdown();
`;

/** A receiver that is left running, with a client that holds a connection over each protocol. */
const LEFT_RUNNING = `
  import { Agent, get } from 'node:http';
  import { connect } from 'node:http2';
  import { OtlpReceiver } from '@traced/kit';
  const { endpoint } = await OtlpReceiver.start();
  const agent = new Agent({ keepAlive: true });
  await new Promise((answered) =>
    get(endpoint + '/api/v3/services', { agent }, (answer) => answer.resume().on('end', answered)),
  );
  await new Promise((connected) => {
    const session = connect(endpoint).on('remoteSettings', () => {
      session.unref();
      connected();
    });
  });
  console.log('nothing left to do');
`;

function run(script: string, env: Record<string, string> = {}): Promise<Ended> {
  return runNode(['--input-type=module', '--eval', script], { cwd: 'libs/tracing', env });
}

describe('OtlpReceiver', () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
  });

  afterAll(async () => {
    await receiver.stop();
  });

  it.each([
    ['its default', {}],
    ['http/protobuf', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
    ['http/json', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
    ['grpc', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    ['http/protobuf and gzip', { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }],
    [
      'grpc and gzip',
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
    ],
  ])("takes the traces, logs and metrics of OpenTelemetry's SDK over %s", async (name, env) => {
    const traceId = newTraceId();
    const { stderr } = await run(STANDARD_SDK, {
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_SERVICE_NAME: name,
      TRACEPARENT: `00-${traceId}-b7ad6b7169203331-01`,
    });
    expect(stderr).toBe('');
    const trace = await receiver.trace(traceId).complete({ quietMillis: 1 });
    expect(trace.root).toMatchObject({ name: 'GET /hello', kind: 'SERVER', service: name });
    expect(receiver.logs(traceId)).toMatchObject([
      { body: 'hello', severityText: 'INFO', spanId: trace.root.spanId },
    ]);
    const isOurs = ({ resource }: { resource: (typeof trace.root)['resource'] }): boolean =>
      resource.attributes['service.name'] === name;
    expect(receiver.metrics('greetings').filter(isOurs)).toMatchObject([
      { type: 'sum', isMonotonic: true, points: [{ value: 3, attributes: { to: 'world' } }] },
    ]);
    expect(receiver.metrics('duration').filter(isOurs)).toMatchObject([
      { type: 'histogram', points: [{ count: 1, sum: 0.5, min: 0.5, max: 0.5 }] },
    ]);
    expect(receiver.oddities()).toEqual([]);
  });

  it('does not make a process run on that has nothing else to do', async () => {
    await expect(run(LEFT_RUNNING)).resolves.toEqual({
      code: 0,
      signal: null,
      stdout: 'nothing left to do\n',
      stderr: '',
    });
  });

  it('stops while a process that is connected is suspended', async () => {
    const stopped = await OtlpReceiver.start();
    const code = `require('node:http2').connect('${stopped.endpoint}').on('remoteSettings', () => console.log(1))`;
    const suspended = spawn(process.execPath, ['--eval', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(suspended.stdout, 'data');
    suspended.kill('SIGSTOP');
    await stopped.stop();
    expect(suspended.exitCode).toBeNull();
    suspended.kill('SIGKILL');
    await once(suspended, 'close');
  });
});
