import type { LayerSelection } from '#nest/discovery/class-patterns.js';

/** Which layers of Nest have spans of their own: all of one, none, or a selection of its classes. */
export interface LayersOptions {
  /** Handlers of HTTP requests and of messages. Default: `true`. */
  readonly controllers?: boolean | LayerSelection | undefined;
  /** Methods of providers that a framework calls: of gateways, GraphQL resolvers, jobs, listeners. Default: `true`. */
  readonly handlers?: boolean | LayerSelection | undefined;
  /** Default: `false`. */
  readonly guards?: boolean | LayerSelection | undefined;
  /** Those of parameters too. Default: `false`. */
  readonly pipes?: boolean | LayerSelection | undefined;
  /** From subscribe to completion, the handler inside. Default: `false`. */
  readonly interceptors?: boolean | LayerSelection | undefined;
  /** Exception filters. Default: `false`. */
  readonly filters?: boolean | LayerSelection | undefined;
  /** Classes and functions; what they call by `next()` is not their child. Default: `false`. */
  readonly middleware?: boolean | LayerSelection | undefined;
  /**
   * Every method of providers that are classes; what factories and values provide only if `include` has
   * its token or class. Default: `false`.
   */
  readonly providers?: boolean | LayerSelection | undefined;
}
