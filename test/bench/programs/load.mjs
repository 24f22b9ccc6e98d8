/*
 * The process that sends load. Each question is a burst of requests: as fast as the server answers, or at a steady rate. Its
 * answer is how long they took.
 */
import { randomUUID } from 'node:crypto';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'undici';
import { answerParent } from '../parts/fork-service.mjs';

/** No burst lasts longer, however slow the server is. */
const MAX_BURST_MILLIS = 60_000;
const ANSWER_MILLIS = 30_000;
const NANOS_A_MILLI = 1e6;

answerParent('ready', async ({ origin, connections, requests, request, rate = Infinity }) => {
  const clients = Array.from({ length: connections }, () => connect(origin));
  const histogram = createHistogram();
  const start = performance.now();
  let begun = 0;
  let failed = 0;
  const sendOn = async (client) => {
    while (begun < requests && performance.now() - start < MAX_BURST_MILLIS) {
      const early = start + (begun++ * 1_000) / rate - performance.now();
      if (early > 0) await setTimeout(early);
      const sent = performance.now();
      if (!(await isAnswered(client, request))) failed++;
      histogram.record(Math.ceil((performance.now() - sent) * NANOS_A_MILLI));
    }
  };
  // Each connection sends its next request as soon as it has the answer to the last.
  await Promise.all(clients.map(sendOn));
  const millis = performance.now() - start;
  await Promise.all(clients.map((client) => client.close()));
  return {
    millis,
    requests: begun,
    failed,
    p50Millis: histogram.percentile(50) / NANOS_A_MILLI,
    p99Millis: histogram.percentile(99) / NANOS_A_MILLI,
  };
});

function connect(origin) {
  return new Client(origin, { headersTimeout: ANSWER_MILLIS, bodyTimeout: ANSWER_MILLIS });
}

/** Sends one request, and resolves with whether it was answered by a status of success. */
function isAnswered(client, { headers, uniqueHeader, ...request }) {
  const unique = uniqueHeader === undefined ? {} : { [uniqueHeader]: randomUUID() };
  return new Promise((resolve) => {
    let isSuccess = false;
    const handler = {
      onRequestStart() {},
      onResponseStart(_controller, status) {
        isSuccess = status >= 200 && status < 300;
      },
      onResponseData() {},
      onResponseEnd: () => resolve(isSuccess),
      onResponseError: () => resolve(false),
    };
    client.dispatch({ method: 'GET', ...request, headers: { ...headers, ...unique } }, handler);
  });
}
