import type { ModulesContainer } from '@nestjs/core';
import { registered } from '#span/registry.js';
import { wrappersOf } from '#nest/discovery/metatypes.js';
import { type ClientGrpcProxy, sendWithGrpcCalls } from './grpc-client.js';
import { type ClientProxy, sendWithMessages } from './message-client.js';

const followed = registered('rpcClients', () => new WeakSet<object>());

/**
 * Makes the clients of microservices send the active trace context with every message and call. It finds the clients
 * that are providers, and those that providers and controllers have as properties.
 */
export function sendTraceContexts(modules: ModulesContainer): void {
  for (const { instance } of wrappersOf(modules)) {
    try {
      followClientsOf(instance);
    } catch {
      // An instance that throws when it is examined is no client.
    }
  }
}

function followClientsOf(instance: unknown): void {
  followClient(instance);
  if (typeof instance !== 'object' || instance === null) return;
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(instance))) {
    followClient(value);
  }
}

/**
 * Makes a value send the active trace context if it is a client. A Proxy may return a function for every
 * name, so only `in` counts.
 */
function followClient(value: unknown): void {
  if (typeof value !== 'object' || value === null || followed.has(value)) return;
  if (!('createObserver' in value) || !('routingMap' in value)) return;
  followed.add(value);
  if ('grpcClients' in value) sendWithGrpcCalls(value as unknown as ClientGrpcProxy);
  else sendWithMessages(value as unknown as ClientProxy);
}
