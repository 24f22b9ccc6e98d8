import type { ModulesContainer } from '@nestjs/core';
import { registered } from '#span/registry.js';
import { type ServerGrpc, continueGrpcCalls } from './grpc-server.js';
import { continueMessages } from './message-server.js';

const followed = registered('rpcServers', () => new WeakSet<object>());

/**
 * Makes the microservices of an application process each message in the context that its sender sent, from the guards
 * on. They may be standalone or connected to the application, now or later.
 */
export function continueTraces(modules: ModulesContainer): void {
  modules.getRpcTargetRegistry<object>().subscribe((server) => {
    if (followed.has(server)) return;
    followed.add(server);
    if ('createServiceMethod' in server) continueGrpcCalls(server as ServerGrpc);
    else if ('setOnProcessingStartHook' in server) continueMessages(server);
  });
}
