import type { LayerSelection } from '#nest/discovery/class-patterns.js';

/** The layers of Nest whose calls have spans: for each layer all its classes, none, or a selection of them. */
export interface LayersOptions {
  /** Handlers in controllers, of HTTP requests and of messages. Default: `true`. */
  readonly controllers?: boolean | LayerSelection | undefined;
  /** Handlers in providers: gateways, GraphQL resolvers, scheduled jobs and event listeners. Default: `true`. */
  readonly handlers?: boolean | LayerSelection | undefined;
  /** Guards. Default: `false`. */
  readonly guards?: boolean | LayerSelection | undefined;
  /** Pipes, including those of parameters. Default: `false`. */
  readonly pipes?: boolean | LayerSelection | undefined;
  /**
   * Interceptors. The span lasts from subscribe to completion, with the handler's span below it. Default: `false`.
   */
  readonly interceptors?: boolean | LayerSelection | undefined;
  /** Exception filters. Default: `false`. */
  readonly filters?: boolean | LayerSelection | undefined;
  /**
   * Middleware classes and functions. Spans of the code that `next()` calls are no children of theirs.
   * Default: `false`.
   */
  readonly middleware?: boolean | LayerSelection | undefined;
  /**
   * Every method of the providers that are classes. An instance that a factory or a value provides is traced only
   * if `include` names its token or class. Default: `false`.
   */
  readonly providers?: boolean | LayerSelection | undefined;
}
