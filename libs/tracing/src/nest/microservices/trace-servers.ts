import type { ModulesContainer } from '@nestjs/core';
import { registered } from '#span/registry.js';
import { type ServerGrpc, continueGrpcCalls } from './grpc-server.js';
import { continueMessages } from './message-server.js';

const followed = registered('rpcServers', () => new WeakSet<object>());

/**
 * Has the microservices of an application, standalone or connected to it, now or later, process each
 * message in the context that its sender sent along: guards and all that come before the handler too.
 */
export function continueTraces(modules: ModulesContainer): void {
  modules.getRpcTargetRegistry<object>().subscribe((server) => {
    if (followed.has(server)) return;
    followed.add(server);
    if ('createServiceMethod' in server) continueGrpcCalls(server as ServerGrpc);
    else if ('setOnProcessingStartHook' in server) continueMessages(server);
  });
}
